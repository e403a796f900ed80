import clsx from 'clsx'
import { type ComponentProps, type ReactNode, useCallback, useState } from 'react'

export interface TableProps {
  /** What the table holds. Not drawn. */
  label: string
  children: ReactNode
  className?: string | undefined
}

/** A table of hairlines. It scrolls by itself when the page is narrower than it; `relative` keeps hidden words inside it. */
export function Table({ label, children, className }: TableProps) {
  const [isCut, setCut] = useState(false)
  const watch = useCallback((frame: HTMLDivElement | null) => {
    if (frame === null) return undefined
    const sizes = new ResizeObserver(() => setCut(frame.scrollWidth > frame.clientWidth))
    for (const one of [frame, ...frame.children]) sizes.observe(one)
    return () => sizes.disconnect()
  }, [])
  // What is cut off must be reached without a mouse (WCAG 2.1.1); where nothing is, it would be a stop for nothing.
  const reached = isCut ? { tabIndex: 0, role: 'region', 'aria-label': label } : {}
  return (
    <div ref={watch} className="relative min-w-0 overflow-x-auto" {...reached}>
      <table aria-label={label} className={clsx('w-full border-collapse text-left', className)}>
        {children}
      </table>
    </div>
  )
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead>
      <tr className="border-b border-line">{children}</tr>
    </thead>
  )
}

export function TableBody({ children }: { children: ReactNode }) {
  return <tbody>{children}</tbody>
}

export function HeadCell({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={clsx(
        'h-8 px-3 text-sm font-medium whitespace-nowrap text-ink-3 first:pl-4 last:pr-4',
        className,
      )}
      {...rest}
    />
  )
}

/** 36 px high at least. Whatever is clickable in it is a link or a button of its own. */
export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      className={clsx('h-row border-b border-line/60 hover:bg-panel/70 aria-selected:bg-panel', className)}
      {...rest}
    />
  )
}

export function Cell({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={clsx('px-3 py-1.5 first:pl-4 last:pr-4', className)} {...rest} />
}
