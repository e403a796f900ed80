import clsx from 'clsx'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ComponentProps, memo, useState } from 'react'
import type { FormAction } from '#policy'
import { ActionIcon, actionOrder, actionWord } from '#web/ui/display/decision-badge.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { Menu, MenuItem, MenuSeparator } from '#web/ui/overlay/menu.tsx'
import { countActions, type Group } from '../model/groups.ts'
import { activeClass } from './grid-row.tsx'
import { groupTone, groupWord } from './group-words.ts'

export interface GroupHeadProps {
  group: Group
  id: string
  index: number
  active: boolean
  open: boolean
  readOnly: boolean
  top: number
  /** Stays at the top while its rows pass under it. */
  sticky: boolean
  newWords: string
  /** These stay the same objects, so that a head is drawn anew only when something of its group changed. */
  onFold: (group: Group, open: boolean) => void
  /** The new tools were looked at: they go to the groups of their risk. */
  onReviewed: (rows: Group['rows']) => void
  onSet: (rows: Group['rows'], action: FormAction) => void
}

/** The head of a group: what it is, how many rows have which action, and one control for all of them that match. */
export const GroupHead = memo(function GroupHead(props: GroupHeadProps) {
  const { group, id, index, active, open, readOnly, top, sticky } = props
  const count = group.rows.length
  const Arrow = open ? ChevronDown : ChevronRight
  const counts = countActions(group.rows).map((one) => `${actionWord(one.action).toLowerCase()} ${one.count}`)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table's row cannot be placed by a virtual list
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
    <div
      role="row"
      id={id}
      aria-rowindex={index}
      data-tone={groupTone(group.key)}
      style={sticky ? undefined : { top }}
      className={clsx(
        'inset-x-0 flex h-row items-center gap-2 bg-bg px-4 contain-layout max-[560px]:px-3',
        sticky ? 'sticky top-0 z-2 border-b border-line/60' : 'absolute',
        active && activeClass,
      )}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-2">
        <button
          type="button"
          tabIndex={-1}
          aria-expanded={open}
          onClick={() => props.onFold(group, !open)}
          className="flex min-h-6 shrink-0 items-center gap-1.5 font-semibold text-tone"
        >
          <Arrow aria-hidden className="size-3.5 shrink-0" />
          {group.key === 'new' ? props.newWords : groupWord(group.key)}
          {!open && <span className="sr-only">, folded</span>}
        </button>
        <span className="min-w-0 truncate text-xs text-ink-3 tabular-nums">
          {numberWords(count)} {noun(group, count)} · {counts.join(' · ')}
        </span>
      </div>
      {!readOnly && (
        // biome-ignore lint/a11y/useSemanticElements: see above
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        <div role="gridcell" className="shrink-0">
          <GroupMenu {...props} />
        </div>
      )}
    </div>
  )
})

/** Made ready when it is first asked for: heads come and go with every letter of the filter. */
function GroupMenu({ group, onSet, onReviewed }: Pick<GroupHeadProps, 'group' | 'onSet' | 'onReviewed'>) {
  const [wanted, setWanted] = useState(false)
  const count = numberWords(group.rows.length)
  if (!wanted)
    return (
      <GroupButton aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)} count={count} />
    )
  return (
    <Menu defaultOpen trigger={<GroupButton count={count} />}>
      {actionOrder.map((action) => (
        <MenuItem
          key={action}
          icon={<ActionIcon action={action} />}
          onSelect={() => onSet(group.rows, action)}
        >
          Set {count} to {actionWord(action)}
        </MenuItem>
      ))}
      {group.key === 'new' && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => onReviewed(group.rows)}>Looked at: show them by risk</MenuItem>
        </>
      )}
    </Menu>
  )
}

function GroupButton({ count, ...rest }: ComponentProps<'button'> & { count: string }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className="h-6 rounded-sm px-1.5 text-sm whitespace-nowrap text-ink-2 hover:bg-tone-soft hover:text-ink"
      {...rest}
    >
      Set {count} …
    </button>
  )
}

function noun(group: Group, count: number): string {
  if (group.key === 'patterns') return count === 1 ? 'pattern' : 'patterns'
  if (group.key === 'orphans') return count === 1 ? 'rule' : 'rules'
  return count === 1 ? 'tool' : 'tools'
}
