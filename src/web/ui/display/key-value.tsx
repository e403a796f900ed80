import clsx from 'clsx'
import type { ReactNode } from 'react'

export interface KeyValueProps {
  items: readonly { readonly key: string; readonly label: ReactNode; readonly value: ReactNode }[]
  className?: string | undefined
}

/** Names and values between hairlines; one below the other on a phone. */
export function KeyValue({ items, className }: KeyValueProps) {
  return (
    <dl className={clsx('border-t border-line', className)}>
      {items.map((item) => (
        <div
          key={item.key}
          className="grid grid-cols-[150px_minmax(0,1fr)] gap-x-4 border-b border-line py-2 max-[480px]:grid-cols-1"
        >
          <dt className="text-ink-3">{item.label}</dt>
          <dd className="min-w-0 break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
