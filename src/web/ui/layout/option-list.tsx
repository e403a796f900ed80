import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react'

export interface OptionListHandle {
  readonly scrollToTop: () => void
  readonly focus: () => void
}

export interface OptionListProps<Item> {
  /** What the list holds. */
  label: string
  items: readonly Item[]
  keyOf: (item: Item) => string
  /** False for the head of a group, which is drawn and cannot be chosen. */
  isOption?: ((item: Item) => boolean) | undefined
  /** Draws one row, `rowHeight` high: words only, nothing in it takes focus. */
  children: (item: Item, chosen: boolean) => ReactNode
  chosen: string | undefined
  onChoose: (key: string) => void
  /** The reader wants to see the details of the chosen row: Enter or a click. */
  onOpen?: (() => void) | undefined
  onEndReached?: (() => void) | undefined
  onScrolled?: ((fromTop: number) => void) | undefined
  rowHeight?: number | undefined
  className?: string | undefined
  ref?: Ref<OptionListHandle>
}

const page = 10
const rowPixels = 36

/**
 * Thousands of rows, one of them chosen, and one tab stop: the listbox keeps the focus and names the active row, so that a
 * row that scrolls out of the document takes no focus with it (ux.md §1.8). Arrows, page keys, Home, End, Enter.
 */
export function OptionList<Item>(props: OptionListProps<Item>) {
  const { label, items, keyOf, chosen, onChoose, onOpen, onScrolled, rowHeight = rowPixels } = props
  const { frame, virtual, places, at, id, onKeyDown } = useListbox(props)
  const open = (key: string) => {
    onChoose(key)
    onOpen?.()
  }
  return (
    <div
      ref={frame}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={at < 0 ? undefined : `${id}${at}`}
      onKeyDown={onKeyDown}
      onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop)}
      className={clsx('h-full min-h-0 overflow-y-auto -outline-offset-2', props.className)}
    >
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((row) => {
          const item = items[row.index]
          if (item === undefined) return null
          const key = keyOf(item)
          const index = places.indexOfKey.get(key)
          const place = { index, of: places.options.length, chosen: key === chosen }
          return (
            <div
              key={key}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
              {...rowAttributes({ ...place, id, open: () => open(key) })}
            >
              {props.children(item, key === chosen)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function useListbox<Item>(props: OptionListProps<Item>) {
  const { items, keyOf, isOption, chosen, onChoose, onOpen, onEndReached, ref } = props
  const { rowHeight = rowPixels } = props
  const frame = useRef<HTMLDivElement>(null)
  const id = useId()
  const places = useMemo(() => placesOf(items, keyOf, isOption), [items, keyOf, isOption])
  const at = chosen === undefined ? -1 : (places.indexOfKey.get(chosen) ?? -1)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    onChange: (instance) => {
      if ((instance.range?.endIndex ?? 0) >= items.length - 1 && items.length > 0) onEndReached?.()
    },
  })
  useImperativeHandle(ref, () => ({
    scrollToTop: () => frame.current?.scrollTo({ top: 0 }),
    focus: () => frame.current?.focus(),
  }))
  // Only when another row is chosen: one that is pushed along by new rows must not drag the list with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const row = places.options[at]?.row
    if (row !== undefined) virtual.scrollToIndex(row, { align: 'auto' })
  }, [chosen])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return onOpen?.()
    const next = movedTo(event.key, at, places.options.length)
    if (next === undefined) return
    event.preventDefault()
    const place = places.options[next]
    if (place) onChoose(place.key)
  }
  return { frame, virtual, places, at, id, onKeyDown }
}

interface RowPlace {
  readonly id: string
  /** Which option it is; undefined = the head of a group. */
  readonly index: number | undefined
  readonly of: number
  readonly chosen: boolean
  readonly open: () => void
}

function rowAttributes({ id, index, of, chosen, open }: RowPlace): ComponentProps<'div'> {
  if (index === undefined) return { role: 'presentation' }
  return {
    id: `${id}${index}`,
    role: 'option',
    'aria-selected': chosen,
    'aria-setsize': of,
    'aria-posinset': index + 1,
    onClick: open,
  }
}

interface Places {
  readonly options: readonly { readonly key: string; readonly row: number }[]
  readonly indexOfKey: ReadonlyMap<string, number>
}

function placesOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  isOption: ((item: Item) => boolean) | undefined,
): Places {
  const options = items.flatMap((item, row) =>
    isOption?.(item) === false ? [] : [{ key: keyOf(item), row }],
  )
  return { options, indexOfKey: new Map(options.map(({ key }, index) => [key, index])) }
}

/** Where a key leads among so many options; undefined = it is none of ours. */
export function movedTo(key: string, at: number, count: number): number | undefined {
  const last = count - 1
  const steps: Readonly<Partial<Record<string, number>>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  }
  const to = steps[key]
  return to === undefined || last < 0 ? undefined : Math.min(last, Math.max(0, to))
}
