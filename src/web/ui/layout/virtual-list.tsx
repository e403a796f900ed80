import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react'

export interface VirtualListHandle {
  readonly scrollToRow: (index: number) => void
  readonly focus: () => void
}

export interface VirtualListProps<Item> {
  /** What the list holds. */
  label: string
  items: readonly Item[]
  keyOf: (item: Item) => string
  /** Draws one row, `rowHeight` high. Its role is `listitem` and given by the list. */
  children: (item: Item, index: number) => ReactNode
  rowHeight?: number | undefined
  overscan?: number | undefined
  onEndReached?: (() => void) | undefined
  className?: string | undefined
  ref?: Ref<VirtualListHandle>
}

/** A long list of equal rows of which only those in sight are in the document. Fills its parent and scrolls. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, items, keyOf, children, rowHeight = 36, overscan = 8, onEndReached, className, ref } = props
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
    overscan,
    onChange: (instance) => {
      if ((instance.range?.endIndex ?? 0) >= items.length - 1 && items.length > 0) onEndReached?.()
    },
  })
  useImperativeHandle(ref, () => ({
    scrollToRow: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    focus: () => frame.current?.focus(),
  }))
  return (
    <div
      ref={frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={clsx('h-full min-h-0 overflow-y-auto -outline-offset-2', className)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: ul would ask for li, and rows may be grid rows */}
      <div
        role="list"
        aria-label={label}
        className="relative w-full"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((row) => {
          const item = items[row.index]
          if (item === undefined) return null
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              key={row.key}
              role="listitem"
              aria-setsize={items.length}
              aria-posinset={row.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
            >
              {children(item, row.index)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
