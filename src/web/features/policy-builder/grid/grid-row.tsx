import clsx from 'clsx'
import { Check, MessageSquareText, PencilLine, Shuffle, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import type { FormAction } from '#policy'
import { Badge } from '#web/ui/display/badge.tsx'
import { actionSegments, DecisionBadge } from '#web/ui/display/decision-badge.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import type { Row } from '../model/rows.ts'
import { governorShort } from './governor-words.ts'

/** What there is room for in a row. */
export interface RowRoom {
  /** No room for the control: a word then says what it would. */
  readonly narrow: boolean
  /** As many letters of the description as could be seen: a line of text is measured whole, however little of it shows. */
  readonly letters: number
}

export interface GridRowProps {
  row: Row
  /** Whether a comment stands above its rule. */
  noted: boolean
  /** Whether a test that is about it fails. */
  failing: boolean
  /** The colleagues who are at its rule; undefined = nobody. */
  editor: string | undefined
  id: string
  /** From 1, over the whole grid. */
  index: number
  active: boolean
  marked: boolean
  readOnly: boolean
  room: RowRoom
  top: number
  /** Both stay the same objects, so that a row is drawn anew only when something of it changed. */
  onPick: (index: number) => void
  onSet: (row: Row, action: FormAction) => void
}

/** A place of its own: what changes within one row moves no other, and the browser need not look. */
const rowClass =
  'absolute inset-x-0 grid h-row [contain:layout_style] grid-cols-[10px_minmax(0,1fr)_auto_auto] items-center gap-2.5 border-b border-line/60 px-4 max-[560px]:px-3'

/** The active row shows the focus of the grid: the frame of a long list says nothing of where one is. */
export const activeClass =
  'bg-panel shadow-[inset_2px_0_0_var(--accent)] group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2 group-focus-visible/grid:outline-focus'

/** One tool: what it is, what is said of it, and the five-way control. */
export const GridRow = memo(function GridRow({
  row,
  noted,
  failing,
  editor,
  id,
  index,
  active,
  marked,
  readOnly,
  room,
  top,
  onPick,
  onSet,
}: GridRowProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    // biome-ignore lint/a11y/useSemanticElements: a table's row cannot be placed by a virtual list
    <div
      role="row"
      id={id}
      aria-rowindex={index}
      aria-selected={active || marked}
      onClick={() => onPick(index - 1)}
      style={{ top }}
      className={clsx(rowClass, active ? activeClass : 'hover:bg-panel/70', marked && 'bg-accent-soft')}
    >
      <RowMark row={row} marked={marked} />
      <RowName row={row} editor={editor} room={room} />
      <RowFacts row={row} noted={noted} failing={failing} />
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <div role="gridcell" className="flex justify-end">
        {room.narrow ? (
          <DecisionBadge decision={row.action} tense="rule" />
        ) : (
          <SegmentedControl
            label={`Action for ${row.name}`}
            options={actionSegments}
            value={row.action}
            tabIndex={-1}
            disabled={readOnly || row.broken}
            onChange={(action) => onSet(row, action)}
          />
        )}
      </div>
    </div>
  )
})

function RowMark({ row, marked }: { row: Row; marked: boolean }) {
  const words = [marked && 'marked', row.broken && 'broken', row.changed && 'changed'].filter(Boolean)
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div role="gridcell" className="grid place-items-center">
      {marked ? (
        <Check aria-hidden className="size-3 text-accent" />
      ) : row.broken ? (
        <TriangleAlert aria-hidden className="size-3 text-deny" />
      ) : (
        row.changed && <span aria-hidden className="size-1.5 rounded-full bg-accent" />
      )}
      {words.length > 0 && <span className="sr-only">{words.join(', ')}</span>}
    </div>
  )
}

function RowName({ row, editor, room }: Pick<GridRowProps, 'row' | 'editor' | 'room'>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div role="gridcell" className="flex min-w-0 items-baseline gap-2.5">
      <span
        title={row.name}
        className={clsx(
          'max-w-full shrink-0 truncate font-mono text-sm @max-[540px]:shrink',
          row.orphan && 'text-ink-3 line-through',
          row.inside !== undefined && 'pl-4',
        )}
      >
        {row.inside === undefined ? (
          row.name
        ) : (
          <>
            {/* Where there is little room the indent says it. */}
            <span className="text-ink-3 @max-[540px]:sr-only">{row.inside}:</span>
            {row.name.slice(row.inside.length + 1)}
          </>
        )}
      </span>
      {row.isNew && row.category !== undefined && (
        <span className="self-center">
          <RiskBadge risk={row.category} />
        </span>
      )}
      {row.drifted && (
        <span
          className="inline-flex shrink-0 items-center gap-1 self-center text-sm text-limit"
          title={driftWords(row)}
        >
          <Shuffle aria-hidden className="size-3" />
          <span className="@max-[680px]:sr-only">drifted</span>
        </span>
      )}
      {editor !== undefined && (
        <Badge tone="ask" icon={<PencilLine aria-hidden />} className="self-center">
          <span className="max-w-32 truncate">{editor}</span>
          <span className="sr-only"> {editor.includes(', ') ? 'are' : 'is'} editing this rule</span>
        </Badge>
      )}
      {!room.narrow && (
        <span className="min-w-0 truncate text-sm text-ink-3">{row.description.slice(0, room.letters)}</span>
      )}
    </div>
  )
}

function RowFacts({ row, noted, failing }: Pick<GridRowProps, 'row' | 'noted' | 'failing'>) {
  const governor = governorShort(row)
  const { conditions, calls } = row
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      role="gridcell"
      className="flex max-w-72 items-center gap-3 truncate text-sm whitespace-nowrap text-ink-3 @max-[680px]:hidden"
    >
      {row.broken && <span className="text-deny">needs repair in code</span>}
      {failing && <span className="text-deny">a test fails</span>}
      {row.kept && <span>kept</span>}
      {governor !== undefined && <span className="truncate">{governor}</span>}
      {conditions > 0 && (
        <span>
          {conditions} {conditions === 1 ? 'condition' : 'conditions'}
        </span>
      )}
      {row.limits !== '' && <span className="truncate tabular-nums">{row.limits}</span>}
      {noted && (
        <span title="There is a note above the rule">
          <MessageSquareText aria-hidden className="size-3" />
          <span className="sr-only">has a note</span>
        </span>
      )}
      {calls !== undefined && calls > 0 && (
        <span className="tabular-nums" title="Calls in the last 7 days">
          {numberWords(calls)} {calls === 1 ? 'call' : 'calls'}
          <span aria-hidden> 7d</span>
          <span className="sr-only"> in 7 days</span>
        </span>
      )}
    </div>
  )
}

function driftWords({ classBefore, redefined }: Row): string {
  if (classBefore !== undefined) return `Its risk was ${classBefore} when the enforced revision was published`
  return redefined
    ? 'The server has changed its definition since the enforced revision was published'
    : 'A condition looks at an argument that the tool does not have, or not as that'
}
