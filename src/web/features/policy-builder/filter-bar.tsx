import { ListFilter } from 'lucide-react'
import type { Ref } from 'react'
import type { PolicyDocument } from '#policy'

import type { Category } from '#risk'
import { RiskIcon, riskOrder, riskWord } from '#web/ui/display/risk-badge.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { SearchInput } from '#web/ui/form/search-input.tsx'
import { Menu, MenuRadio } from '#web/ui/overlay/menu.tsx'
import { useBuilderHands } from './builder-context.tsx'
import { withKey, wordsOf } from './model/filter.ts'

export interface FilterBarProps {
  text: string
  risk: Category | undefined
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
  onDown: () => void
  ref: Ref<HTMLInputElement>
}

/** What narrows the list, and what happens to tools that no rule names. */
export function FilterBar(props: FilterBarProps) {
  const { text, total, shown, changed, misread, onText, onDown, ref } = props
  const { show } = useBuilderHands()
  const onlyChanged = wordsOf(text, 'changed').includes('yes')
  return (
    <div className="border-b border-line px-4 py-2 max-[560px]:px-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          ref={ref}
          label="Filter the tools"
          hotkey="/"
          className="basis-64"
          placeholder={`Filter ${total.toLocaleString('en')} tools: risk:destructive action:allow arg:amount`}
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
        {changed !== undefined && (
          <Chip
            pressed={onlyChanged}
            count={changed}
            onClick={() => onText(withKey(text, 'changed', onlyChanged ? [] : ['yes']))}
          >
            Changed
          </Chip>
        )}
      </div>
      <p
        id="filter-result"
        role="status"
        className={misread.length > 0 ? 'pt-1.5 text-sm text-ink-2' : 'sr-only'}
      >
        {misread.join('; ')} {shown === total ? '' : `${shown} of ${total} shown`}
      </p>
    </div>
  )
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
