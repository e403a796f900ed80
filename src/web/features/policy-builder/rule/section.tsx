import type { ReactNode } from 'react'

/** A part of the inspector: a heading, what can be added at its end, and its lines. */
export function RuleSection({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="grid gap-2 border-t border-line/60 pt-3">
      <div className="flex min-h-6 items-center gap-2">
        <h3 className="font-medium">{title}</h3>
        <span className="ml-auto">{aside}</span>
      </div>
      {children}
    </section>
  )
}
