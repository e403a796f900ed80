import { Keyboard, ListFilter } from 'lucide-react'
import { memo, type Ref, useDeferredValue, useMemo } from 'react'
import type { ViewFilter } from '#model/saved-view'
import type { PolicyDocument } from '#policy'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { ActionIcon, actionOrder, actionWord } from '#web/ui/display/decision-badge.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskIcon, riskOrder, riskWord } from '#web/ui/display/risk-badge.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { SearchInput } from '#web/ui/form/search-input.tsx'
import { Menu, MenuRadio } from '#web/ui/overlay/menu.tsx'
import { useBuilderHands } from './builder-context.tsx'
import { useStable } from './grid/use-stable.ts'
import { withKey, wordsOf } from './model/filter.ts'
import type { View } from './model/view.ts'
import { type RowCounts, type Searched, useFound } from './use-found.ts'
import { useViewed } from './use-view.ts'
import { filterOf, searchOf } from './views/view-filter.ts'
import { ViewsChip } from './views/views-chip.tsx'

export interface FilterBarProps {
  view: View
  searched: Searched
  counts: RowCounts
  /** How many rows differ from what is enforced; undefined before the first publish. */
  changed: number | undefined
  standing: PolicyDocument['default']
  /** Whether the whole policy is what is shown beside the list. */
  onPolicy: boolean
  /** Shows every key; the way there that is not itself a key. */
  onKeys: () => void
  onDown: () => void
  ref: Ref<HTMLInputElement>
}

/**
 * What narrows the list, and what happens to tools that no rule names. Each part listens to the filter by itself, and is drawn
 * anew for what it shows and not with every rule that changes.
 */
export function FilterBar(props: FilterBarProps) {
  const { view, searched } = props
  const { serverId, show } = useBuilderHands()
  return (
    <div className="border-b border-line px-4 py-2 max-[560px]:px-3">
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput view={view} total={searched.rows.length} onDown={props.onDown} ref={props.ref} />
        <Chip pressed={props.onPolicy} onClick={() => show({ pane: 'policy' })}>
          Whole policy
        </Chip>
        <StandingChip value={props.standing} />
        <RiskChip view={view} />
        <ActionChip view={view} />
        {chipsOf(props).map((chip) => (
          <WordChip key={`${chip.name}:${chip.word}`} view={view} {...chip} />
        ))}
        <SavedViews serverId={serverId} view={view} />
        <KeysButton onKeys={props.onKeys} />
      </div>
      <FilterResult view={view} searched={searched} />
    </div>
  )
}

interface FilterInputProps extends Pick<FilterBarProps, 'view' | 'onDown' | 'ref'> {
  total: number
}

const FilterInput = memo(function FilterInput({ view, total, onDown, ref }: FilterInputProps) {
  const text = useViewed(view, ({ q }) => q ?? '')
  const write = (q: string) => view.change({ q: q === '' ? undefined : q })
  return (
    <SearchInput
      ref={ref}
      label="Filter the tools"
      hotkey="/"
      className="basis-64"
      placeholder={`Filter ${numberWords(total)} ${total === 1 ? 'tool' : 'tools'}: risk:destructive action:allow arg:amount`}
      aria-describedby="filter-result"
      value={text}
      onChange={(event) => write(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') {
          event.preventDefault()
          write('')
        } else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape') {
          event.preventDefault()
          onDown()
        }
      }}
    />
  )
})

/** How many match, for who does not see it, and what of the filter was not understood. */
function FilterResult({ view, searched }: Pick<FilterBarProps, 'view' | 'searched'>) {
  const { shown, misread } = useFound(searched, view)
  const total = searched.rows.length
  return (
    <p
      id="filter-result"
      role="status"
      className={misread.length > 0 ? 'pt-1.5 text-sm text-ink-2' : 'sr-only'}
    >
      {misread.map((words) => (
        <Sentence key={words} text={`${words}. `} />
      ))}
      {shown === total ? '' : `${numberWords(shown)} of ${numberWords(total)} shown`}
    </p>
  )
}

interface Word {
  /** What stands before the colon. */
  readonly name: string
  readonly word: string
  readonly label: string
  readonly count: number
}

/** Words that a click adds to the filter or takes away. */
function chipsOf({ counts, changed }: FilterBarProps): Word[] {
  return [
    { name: 'changed', word: 'yes', label: 'Changed', count: changed ?? 0 },
    { name: 'new', word: 'yes', label: 'New', count: counts.isNew },
    { name: 'drifted', word: 'yes', label: 'Drifted', count: counts.drifted },
    { name: 'has', word: 'conditions', label: 'Has conditions', count: counts.conditional },
    { name: 'is', word: 'orphan', label: 'In policy only', count: counts.orphans },
  ]
}

/** One that would find nothing is not offered. */
const WordChip = memo(function WordChip({ view, name, word, label, count }: Word & { view: View }) {
  const on = useViewed(view, ({ q = '' }) => wordsOf(q, name).includes(word))
  if (count === 0 && !on) return null
  return (
    <Chip
      pressed={on}
      count={count}
      onClick={() => view.change({ q: withKey(view.state().q ?? '', name, on ? [] : [word]) || undefined })}
    >
      {label}
    </Chip>
  )
})

const KeysButton = memo(function KeysButton({ onKeys }: Pick<FilterBarProps, 'onKeys'>) {
  return (
    <IconButton
      label="Keys"
      icon={<Keyboard aria-hidden />}
      size="small"
      onClick={onKeys}
      className="ml-auto max-[900px]:hidden"
    />
  )
})

const Views = memo(ViewsChip)

const SavedViews = memo(function SavedViews({ serverId, view }: { serverId: string; view: View }) {
  // A moment after the list: nobody waits for it while typing.
  const q = useDeferredValue(useViewed(view, (search) => search.q))
  const risk = useViewed(view, (search) => search.risk)
  const action = useViewed(view, (search) => search.action)
  const filter = useMemo(() => filterOf({ q, risk, action }), [q, risk, action])
  const show = useStable((next: ViewFilter) => view.change(searchOf(next)))
  return <Views serverId={serverId} filter={filter} onShow={show} />
})

/** What happens to tools that no rule names: the default of the policy. */
function StandingChip({ value }: Pick<StandingMenuProps, 'value'>) {
  const { act, locked } = useBuilderHands()
  const set = useStable((next: StandingMenuProps['value']) =>
    act([{ kind: 'set_default', value: next }], `Set the default to ${next}`),
  )
  if (locked !== undefined) {
    return (
      <span className="inline-flex h-[26px] items-center gap-1.5 rounded-full bg-sunk px-[9px] text-sm">
        Not named: <b>{value}</b>
      </span>
    )
  }
  return <StandingMenu value={value} onSet={set} />
}

interface StandingMenuProps {
  value: PolicyDocument['default']
  onSet: (value: PolicyDocument['default']) => void
}

const StandingMenu = memo(function StandingMenu({ value, onSet }: StandingMenuProps) {
  return (
    <Menu
      trigger={
        <Chip active>
          Not named: <b>{value}</b>
        </Chip>
      }
    >
      <MenuRadio
        label="Tools that no rule names"
        value={value}
        options={[
          { value: 'deny', label: 'Deny tools that no rule names' },
          { value: 'allow', label: 'Allow tools that no rule names' },
        ]}
        onChange={onSet}
      />
    </Menu>
  )
})

const RiskChip = memo(function RiskChip({ view }: { view: View }) {
  const value = useViewed(view, ({ risk }) => risk)
  return (
    <Menu
      trigger={
        <Chip active={value !== undefined} icon={<ListFilter aria-hidden />}>
          {value === undefined ? 'Risk' : riskWord(value)}
        </Chip>
      }
    >
      <MenuRadio
        label="Risk"
        value={value ?? 'any'}
        options={[
          { value: 'any', label: 'Any risk' },
          ...riskOrder.map((risk) => ({
            value: risk,
            label: riskWord(risk),
            icon: <RiskIcon risk={risk} />,
          })),
        ]}
        onChange={(next) => view.change({ risk: next === 'any' ? undefined : next })}
      />
    </Menu>
  )
})

const ActionChip = memo(function ActionChip({ view }: { view: View }) {
  const value = useViewed(view, ({ action }) => action)
  return (
    <Menu
      trigger={
        <Chip active={value !== undefined} icon={<ListFilter aria-hidden />}>
          {value === undefined ? 'Action' : actionWord(value)}
        </Chip>
      }
    >
      <MenuRadio
        label="Action"
        value={value ?? 'any'}
        options={[
          { value: 'any', label: 'Any action' },
          ...actionOrder.map((action) => ({
            value: action,
            label: actionWord(action),
            icon: <ActionIcon action={action} />,
          })),
        ]}
        onChange={(next) => view.change({ action: next === 'any' ? undefined : next })}
      />
    </Menu>
  )
})
