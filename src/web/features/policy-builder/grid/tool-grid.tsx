import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { FormAction } from '#policy'
import type { Group, GroupKey, Line } from '../model/groups.ts'
import type { Row } from '../model/rows.ts'
import { gridCommand, type Way } from './grid-keys.ts'
import { GridRow, type RowRoom } from './grid-row.tsx'
import { GroupHead } from './group-head.tsx'
import { lineId } from './line-id.ts'
import { type Range as MarkedRange, runCommand } from './run-command.ts'
import { useCursor } from './use-cursor.ts'
import { useStable } from './use-stable.ts'

export interface GridHandle {
  readonly focus: () => void
}

export interface ToolGridProps {
  lines: readonly Line[]
  collapsed: ReadonlySet<GroupKey>
  marked: ReadonlySet<string>
  selected: string | undefined
  readOnly: boolean
  onSelect: (name: string) => void
  onMark: (marked: ReadonlySet<string>) => void
  onFold: (key: GroupKey, open: boolean) => void
  onSet: (rows: readonly Row[], action: FormAction) => void
  onInspect: () => void
  onCode: () => void
  onGo: (way: Way) => void
  /** Whether a letter alone is a command. */
  singleKeys: boolean
  /** What the group of new tools is called: "New since v41". */
  newWords: string
  onReviewed: (rows: readonly Row[]) => void
  hasNote: (name: string) => boolean
  isFailing: (name: string) => boolean
  /** The colleagues who are at its rule. */
  editorOf: (name: string) => string | undefined
  ref?: Ref<GridHandle>
}

const rowHeight = 36
/** Below this a row has no room for the control of five words. */
const leastForControl = 540
const widthStep = 20
/** What the control and a short name leave of a row, and how wide its letters are at least, on average. */
const leastBeside = 300
const widthOfLetter = 5.5
const byPlace = (index: number) => index

/** The tools as a grid with one tab stop: arrows move, single letters set, and only what is in sight is in the document. */
export function ToolGrid(props: ToolGridProps) {
  const { lines, collapsed, marked, selected, readOnly, ref } = props
  const frame = useRef<HTMLDivElement>(null)
  const id = useId()
  const cursor = useCursor(lines, selected)
  const range = useRef<MarkedRange>(undefined)
  const virtual = useGridWindow(frame, lines, cursor.index)
  const room = useRoom(frame)
  useImperativeHandle(ref, () => ({ focus: () => frame.current?.focus() }))
  const moveTo = (index: number) => {
    const bounded = Math.max(0, Math.min(lines.length - 1, index))
    const line = lines[bounded]
    if (line === undefined) return
    cursor.moveTo(bounded)
    virtual.scrollToIndex(bounded, { align: 'auto' })
    if (line.kind === 'row') props.onSelect(line.row.name)
  }
  const pick = useStable(moveTo)
  const setOne = useStable((row: Row, action: FormAction) => props.onSet([row], action))
  const setMany = useStable(props.onSet)
  const fold = useStable((group: Group, open: boolean) => props.onFold(group.key, open))
  const review = useStable(props.onReviewed)
  const press = (event: KeyboardEvent) => {
    // Keys of a menu opened from a head reach this element too, through React's tree.
    if (event.target !== frame.current) return
    const command = gridCommand(event, props.singleKeys)
    if (command === undefined) return
    event.preventDefault()
    runCommand(command, { ...props, at: cursor.index, moveTo, range })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table has no active descendant and no virtual rows
    <div
      ref={frame}
      role="grid"
      aria-label="Tools and what the policy says of them"
      aria-rowcount={lines.length}
      aria-multiselectable
      aria-readonly={readOnly}
      aria-activedescendant={cursor.index < 0 ? undefined : lineId(id, cursor.index)}
      tabIndex={0}
      onKeyDown={press}
      onMouseDown={(event) => {
        // A click on a control of a row must not move the focus out of the grid, where the row may scroll away under it. One
        // in a menu opened from a head comes here too, through React's tree: without its focus the menu would close before.
        const isWithin = event.target instanceof Node && frame.current?.contains(event.target)
        if (!isWithin || event.target === frame.current) return
        event.preventDefault()
        frame.current?.focus({ preventScroll: true })
      }}
      // A row that comes to show another tool must not fade from one to the next.
      className="group/grid @container h-full min-h-0 overflow-y-auto outline-none [&_label]:transition-none"
    >
      <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index]
          if (line === undefined) return null
          const place = {
            id: lineId(id, index),
            index: index + 1,
            top: start,
            active: index === cursor.index,
          }
          if (line.kind === 'group')
            return (
              <GroupHead
                key={key}
                {...place}
                group={line.group}
                newWords={props.newWords}
                open={!collapsed.has(line.group.key)}
                readOnly={readOnly}
                sticky={index === virtual.sticky}
                onFold={fold}
                onSet={setMany}
                onReviewed={review}
              />
            )
          return (
            <GridRow
              key={key}
              {...place}
              row={line.row}
              noted={props.hasNote(line.row.name)}
              failing={props.isFailing(line.row.name)}
              editor={props.editorOf(line.row.name)}
              marked={marked.has(line.row.name)}
              readOnly={readOnly}
              room={room}
              onPick={pick}
              onSet={setOne}
            />
          )
        })}
      </div>
    </div>
  )
}

/** What rows have room for, known before they are first drawn. */
function useRoom(frame: RefObject<HTMLDivElement | null>): RowRoom {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    // In steps, so that a pane whose edge is dragged does not draw every row with every pixel.
    const measure = () => setWidth(Math.floor(element.clientWidth / widthStep) * widthStep)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])
  return useMemo(
    () => ({
      narrow: width < leastForControl,
      letters: Math.max(0, Math.ceil((width - leastBeside) / widthOfLetter)),
    }),
    [width],
  )
}

/** The virtual rows, with the active one and the head of the group in sight always among them. */
function useGridWindow(frame: RefObject<HTMLDivElement | null>, lines: readonly Line[], active: number) {
  const sticky = useRef(0)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    // Rows keep their place in the document and change what they show, which is half the work of drawing them anew.
    getItemKey: byPlace,
    overscan: 4,
    scrollPaddingStart: rowHeight,
    rangeExtractor: (range: Range) => {
      let head = range.startIndex
      while (head > 0 && lines[head]?.kind !== 'group') head -= 1
      sticky.current = head
      const drawn = new Set([head, ...(active >= 0 && active < lines.length ? [active] : [])])
      for (const index of defaultRangeExtractor(range)) drawn.add(index)
      return [...drawn].sort((a, b) => a - b)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, to where the URL says
  useEffect(() => {
    if (active > 0) virtual.scrollToIndex(active, { align: 'center' })
  }, [])
  return {
    getVirtualItems: () => virtual.getVirtualItems(),
    getTotalSize: () => virtual.getTotalSize(),
    scrollToIndex: virtual.scrollToIndex,
    get sticky() {
      return sticky.current
    },
  }
}
