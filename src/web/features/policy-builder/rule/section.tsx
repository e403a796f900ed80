import type { ReactNode } from 'react'

export interface RuleSectionProps {
  /** Without one the section has a head of its own. */
  title?: string
  /** What can be added, at the end of the head. */
  aside?: ReactNode
  children: ReactNode
}

/** A part of the inspector, set off by a hairline. */
export function RuleSection({ title, aside, children }: RuleSectionProps) {
  return (
    <section className="grid gap-2 border-t border-line/60 pt-3">
      {title !== undefined && (
        <div className="flex min-h-6 items-center gap-2">
          <h3 className="font-medium">{title}</h3>
          <span className="ml-auto">{aside}</span>
        </div>
      )}
      {children}
    </section>
  )
}
