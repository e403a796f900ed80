import { Keyboard, ListFilter } from 'lucide-react'
import type { Ref } from 'react'
import type { ViewFilter } from '#model/saved-view'
import type { FormAction, PolicyDocument } from '#policy'
import type { Category } from '#risk'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { ActionIcon, actionOrder, actionWord } from '#web/ui/display/decision-badge.tsx'
import { RiskIcon, riskOrder, riskWord } from '#web/ui/display/risk-badge.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { SearchInput } from '#web/ui/form/search-input.tsx'
import { Menu, MenuRadio } from '#web/ui/overlay/menu.tsx'
import { useBuilderHands } from './builder-context.tsx'
import { withKey, wordsOf } from './model/filter.ts'
import type { RowCounts } from './use-found.ts'
import { filterOf } from './views/view-filter.ts'
import { ViewsChip } from './views/views-chip.tsx'

export interface FilterBarProps {
  text: string
  risk: Category | undefined
  action: FormAction | undefined
  counts: RowCounts
  total: number
  shown: number
  /** How many rows differ from what is enforced; undefined before the first publish. */
  changed: number | undefined
  misread: readonly string[]
  standing: PolicyDocument['default']
  /** Whether the whole policy is what is shown beside the list. */
  onPolicy: boolean
  onText: (text: string) => void
  onRisk: (risk: Category | undefined) => void
  onAction: (action: FormAction | undefined) => void
  /** Shows what a saved view shows. */
  onView: (filter: ViewFilter) => void
  /** Shows every key; the way there that is not itself a key. */
  onKeys: () => void
  onDown: () => void
  ref: Ref<HTMLInputElement>
}

/** What narrows the list, and what happens to tools that no rule names. */
export function FilterBar(props: FilterBarProps) {
  const { text, total, shown, misread, onText, onDown, ref } = props
  const { show } = useBuilderHands()
  return (
    <div className="border-b border-line px-4 py-2 max-[560px]:px-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          ref={ref}
          label="Filter the tools"
          hotkey="/"
          className="basis-64"
          placeholder={`Filter ${total.toLocaleString('en')} ${total === 1 ? 'tool' : 'tools'}: risk:destructive action:allow arg:amount`}
          aria-describedby="filter-result"
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && text !== '') {
              event.preventDefault()
              onText('')
            } else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape') {
              event.preventDefault()
              onDown()
            }
          }}
        />
        <Chip pressed={props.onPolicy} onClick={() => show({ pane: 'policy' })}>
          Whole policy
        </Chip>
        <StandingChip value={props.standing} />
        <RiskChip value={props.risk} onChange={props.onRisk} />
        <ActionChip value={props.action} onChange={props.onAction} />
        {chipsOf(props).map(({ key, word, label, count }) => {
          const on = wordsOf(text, key).includes(word)
          if (count === 0 && !on) return null
          return (
            <Chip
              key={`${key}:${word}`}
              pressed={on}
              count={count}
              onClick={() => onText(withKey(text, key, on ? [] : [word]))}
            >
              {label}
            </Chip>
          )
        })}
        <ViewsChip
          filter={filterOf({ q: text, risk: props.risk, action: props.action })}
          onShow={props.onView}
        />
        <IconButton
          label="Keys"
          icon={<Keyboard aria-hidden />}
          size="small"
          onClick={props.onKeys}
          className="ml-auto max-[900px]:hidden"
        />
      </div>
      <p
        id="filter-result"
        role="status"
        className={misread.length > 0 ? 'pt-1.5 text-sm text-ink-2' : 'sr-only'}
      >
        {misread.map((words) => (
          <Sentence key={words} text={`${words}. `} />
        ))}
        {shown === total ? '' : `${shown.toLocaleString('en')} of ${total.toLocaleString('en')} shown`}
      </p>
    </div>
  )
}

/** Words that a click adds to the filter or takes away; those that would find nothing are not offered. */
function chipsOf({ counts, changed }: FilterBarProps) {
  return [
    { key: 'changed', word: 'yes', label: 'Changed', count: changed ?? 0 },
    { key: 'new', word: 'yes', label: 'New', count: counts.isNew },
    { key: 'drifted', word: 'yes', label: 'Drifted', count: counts.drifted },
    { key: 'has', word: 'conditions', label: 'Has conditions', count: counts.conditional },
    { key: 'is', word: 'orphan', label: 'In policy only', count: counts.orphans },
  ]
}

/** What happens to tools that no rule names: the default of the policy. */
function StandingChip({ value }: { value: PolicyDocument['default'] }) {
  const { act, locked } = useBuilderHands()
  if (locked !== undefined) {
    return (
      <span className="inline-flex h-[26px] items-center gap-1.5 rounded-full bg-sunk px-[9px] text-sm">
        Not named: <b>{value}</b>
      </span>
    )
  }
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
        onChange={(next) => act([{ kind: 'set_default', value: next }], `Set the default to ${next}`)}
      />
    </Menu>
  )
}

function RiskChip({ value, onChange }: { value: Category | undefined; onChange: FilterBarProps['onRisk'] }) {
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
        onChange={(next) => onChange(next === 'any' ? undefined : next)}
      />
    </Menu>
  )
}

function ActionChip({
  value,
  onChange,
}: {
  value: FormAction | undefined
  onChange: FilterBarProps['onAction']
}) {
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
        onChange={(next) => onChange(next === 'any' ? undefined : next)}
      />
    </Menu>
  )
}
