import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react'
import type { InventoryTool } from '#model/inventory'
import { RiskIcon, riskWord } from '#web/ui/display/risk-badge.tsx'
import type { ToolRow } from './tool-rows.ts'

interface ToolListProps {
  readonly rows: readonly ToolRow[]
  /** The name of the chosen tool. */
  readonly chosen: string | undefined
  readonly onChoose: (name: string) => void
  /** The reader wants to see the chosen tool's details: Enter, or a click. */
  readonly onOpen: () => void
}

const rowHeight = 36
const page = 10

/**
 * Thousands of tools with one tab stop: a listbox that keeps focus itself and names the active row, so that a row that
 * scrolls out of the document takes no focus with it (ux.md §1.8).
 */
export function ToolList({ rows, chosen, onChoose, onOpen }: ToolListProps) {
  const frame = useRef<HTMLDivElement>(null)
  const id = useId()
  const places = useMemo(() => placesOf(rows), [rows])
  const indexOfRow = useMemo(() => new Map(places.map((place, index) => [place.row, index])), [places])
  const at = places.findIndex(({ name }) => name === chosen)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const row = places[at]?.row
  useEffect(() => {
    if (row !== undefined) virtual.scrollToIndex(row, { align: 'auto' })
  }, [row, virtual])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return onOpen()
    const next = moved(event.key, at, places.length)
    if (next === undefined) return
    event.preventDefault()
    const place = places[next]
    if (place) onChoose(place.name)
  }
  return (
    <div
      ref={frame}
      role="listbox"
      tabIndex={0}
      aria-label="Tools"
      aria-activedescendant={at < 0 ? undefined : `${id}${at}`}
      onKeyDown={onKeyDown}
      className="h-full min-h-0 overflow-y-auto -outline-offset-2"
    >
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const content = rows[item.index]
          if (content === undefined) return null
          const style = { height: rowHeight, transform: `translateY(${item.start}px)` }
          if (content.kind === 'group') return <GroupRow key={item.key} row={content} style={style} />
          const index = indexOfRow.get(item.index) ?? 0
          return (
            <ToolOption
              key={item.key}
              id={`${id}${index}`}
              tool={content.tool}
              style={style}
              chosen={content.tool.name === chosen}
              place={index + 1}
              of={places.length}
              onClick={() => {
                onChoose(content.tool.name)
                onOpen()
              }}
            />
          )
        })}
      </div>
    </div>
  )
}

interface Place {
  readonly name: string
  readonly row: number
}

function placesOf(rows: readonly ToolRow[]): readonly Place[] {
  return rows.flatMap((row, index) => (row.kind === 'tool' ? [{ name: row.tool.name, row: index }] : []))
}

/** Where a key leads among so many tools; undefined = it is none of ours. */
export function moved(key: string, at: number, count: number): number | undefined {
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

type RowStyle = { readonly height: number; readonly transform: string }

function GroupRow({ row, style }: { row: Extract<ToolRow, { kind: 'group' }>; style: RowStyle }) {
  return (
    <div
      role="presentation"
      data-tone={row.risk}
      style={style}
      className="absolute inset-x-0 top-0 flex items-center gap-2 border-b border-line px-4"
    >
      <RiskIcon risk={row.risk} className="size-4 text-tone" />
      <span className="font-semibold text-tone">{riskWord(row.risk)}</span>
      <span className="text-sm text-ink-3 tabular-nums">
        {row.count.toLocaleString('en')} {row.count === 1 ? 'tool' : 'tools'}
        {row.unsure > 0 && ` · ${row.unsure.toLocaleString('en')} uncertain`}
      </span>
    </div>
  )
}

interface ToolOptionProps {
  readonly id: string
  readonly tool: InventoryTool
  readonly style: RowStyle
  readonly chosen: boolean
  readonly place: number
  readonly of: number
  readonly onClick: () => void
}

function ToolOption({ id, tool, style, chosen, place, of, onClick }: ToolOptionProps) {
  const marks = tool.risk.signals.slice(0, 2).map((signal) => signal.code.replaceAll('-', ' '))
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox holds the focus and has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the active row is named by aria-activedescendant
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-setsize={of}
      aria-posinset={place}
      style={style}
      onClick={onClick}
      className={clsx(
        'absolute inset-x-0 top-0 flex cursor-pointer items-center gap-3 border-b border-line/60 border-l-2 pr-4 pl-[38px]',
        chosen ? 'border-l-accent bg-panel' : 'border-l-transparent hover:bg-panel/70',
      )}
    >
      <span className="max-w-[60%] shrink-0 truncate font-mono text-sm text-ink">{tool.name}</span>
      <span className="min-w-0 flex-1 truncate text-ink-3">{firstLine(tool.definition.description)}</span>
      <span className="shrink-0 text-xs text-ink-3 max-[720px]:hidden">
        {[...(tool.risk.unsure ? ['uncertain'] : []), ...marks].join(' · ')}
      </span>
    </div>
  )
}

function firstLine(text: string | undefined): string {
  return text?.trimStart().split('\n', 1)[0] ?? ''
}
