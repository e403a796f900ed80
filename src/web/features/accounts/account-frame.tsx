import type { ReactNode } from 'react'

/** The column that signing in and signing up stand in. */
export function AccountFrame({
  title,
  lead,
  children,
  foot,
}: {
  title: string
  lead?: ReactNode
  children: ReactNode
  foot: ReactNode
}) {
  return (
    <div className="mx-auto grid w-full max-w-[400px] gap-6 px-4 py-12 max-[560px]:py-8">
      <title>{`${title} · Sallyport`}</title>
      <header className="grid gap-2">
        <h1 tabIndex={-1} className="text-2xl leading-tight font-semibold tracking-[-0.022em]">
          {title}
        </h1>
        {lead !== undefined && <p className="leading-relaxed text-ink-2">{lead}</p>}
      </header>
      {children}
      <p className="text-ink-2">{foot}</p>
    </div>
  )
}
