import type { ReactNode } from 'react'
import { PageHeader } from '#web/ui/layout/page-header.tsx'

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
    <div className="grid gap-6">
      <PageHeader title={title}>{lead}</PageHeader>
      {children}
      <p className="text-ink-2">{foot}</p>
    </div>
  )
}
