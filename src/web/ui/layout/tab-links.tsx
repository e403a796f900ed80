import clsx from 'clsx'
import type { ReactNode } from 'react'
import { tabListClass } from './tabs.tsx'

export interface TabLinksProps {
  /** The name of the set, for screen readers. */
  label: string
  /** Links with `tabClass`; the router gives the current one `aria-current="page"`. */
  children: ReactNode
  className?: string | undefined
}

/** Tabs that are pages of their own are links, not tabs: `<TabLinks label="Server"><Link className={tabClass} to=…>`. */
export function TabLinks({ label, children, className }: TabLinksProps) {
  return (
    <nav aria-label={label} className={clsx('border-b border-line bg-panel', className)}>
      <div className={tabListClass}>{children}</div>
    </nav>
  )
}
