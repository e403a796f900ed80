import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Limit, ToolRule } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import type { Row } from '../model/rows.ts'
import { scopeWords } from '../model/rule-words.ts'
import { recommendedLimit } from '../model/set-rows.ts'
import { CommitInput } from './commit-input.tsx'
import { RuleSection } from './section.tsx'

const windows = [
  { value: 'minute', label: 'a minute' },
  { value: 'hour', label: 'an hour' },
  { value: 'day', label: 'a day' },
] as const

const scopes = (['grant', 'session', 'server', 'workspace'] as const).map((value) => ({
  value,
  label: scopeWords[value],
}))

/** The quotas of a rule, each a line of its own. */
export function LimitLines({ row, rule }: { row: Row; rule: ToolRule }) {
  const { act, locked } = useBuilderHands()
  const limits = rule.limits ?? []
  const add = () => {
    const limit = recommendedLimit(row)
    const taken = limits.some(({ counter }) => counter === limit.counter)
    const value = taken ? { ...limit, counter: `${limit.counter}_${limits.length + 1}` } : limit
    act([{ kind: 'set', pointer: `${row.pointer}/limits/-`, value }], `Add a limit to ${row.name}`)
  }
  const remove = (index: number) =>
    act(
      limits.length === 1
        ? [{ kind: 'set_field', tool: row.name, field: 'limits' }]
        : [{ kind: 'remove', pointer: `${row.pointer}/limits/${index}` }],
      `Remove a limit of ${row.name}`,
    )
  return (
    <RuleSection
      title="Limits"
      aside={
        locked === undefined && (
          <Button size="small" variant="quiet" icon={<Plus aria-hidden />} onClick={add}>
            Add limit
          </Button>
        )
      }
    >
      {limits.length === 0 && rule.rate_limit === undefined && (
        <p className="text-sm text-ink-3">No limit: as many calls as the agent makes.</p>
      )}
      {limits.map((limit, index) => (
        <LimitLine
          // biome-ignore lint/suspicious/noArrayIndexKey: a limit is named by its place in the text
          key={index}
          limit={limit}
          row={row}
          pointer={`${row.pointer}/limits/${index}`}
          onRemove={() => remove(index)}
        />
      ))}
      {rule.rate_limit !== undefined && (
        <p className="text-sm text-ink-2">
          At most {rule.rate_limit.max} calls in {rule.rate_limit.window} seconds per session (
          <code>rate_limit</code>)
        </p>
      )}
    </RuleSection>
  )
}

interface LimitLineProps {
  limit: Limit
  row: Row
  pointer: string
  onRemove: () => void
}

function LimitLine({ limit, row, pointer, onRemove }: LimitLineProps) {
  const { act, locked } = useBuilderHands()
  const [wrong, setWrong] = useState<string>()
  const set = (field: 'max' | 'window' | 'scope', value: string | number) =>
    act([{ kind: 'set', pointer: `${pointer}/${field}`, value }], `Change a limit of ${row.name}`)
  const disabled = locked !== undefined
  const odd =
    typeof limit.window === 'number' ? [{ value: String(limit.window), label: `${limit.window} s` }] : []
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap items-center gap-2">
        <CommitInput
          label="At most"
          numeric
          className="w-20! h-[26px]! tabular-nums pointer-coarse:h-10!"
          value={String(limit.max)}
          disabled={disabled}
          check={(text) => maxFault(text, limit.increment_from !== undefined)}
          onError={setWrong}
          onCommit={(text) => set('max', Number(text))}
        />
        <span className="text-sm text-ink-2">
          {limit.increment_from === undefined ? 'calls' : `of ${limit.increment_from}`}
        </span>
        <Select
          label="Window"
          size="small"
          className="w-28!"
          options={[...windows, ...odd]}
          value={String(limit.window)}
          disabled={disabled}
          onChange={(value) => set('window', value)}
        />
        <Select
          label="Counted"
          size="small"
          className="w-44!"
          options={scopes}
          value={limit.scope}
          disabled={disabled}
          onChange={(value) => set('scope', value)}
        />
        {!disabled && (
          <IconButton
            size="small"
            label="Remove this limit"
            icon={<Trash2 aria-hidden />}
            onClick={onRemove}
          />
        )}
      </div>
      {wrong !== undefined && (
        <p role="alert" className="text-sm text-deny">
          {wrong}
        </p>
      )}
    </div>
  )
}

function maxFault(text: string, sums: boolean): string | undefined {
  const max = Number(text)
  if (text.trim() === '' || !Number.isFinite(max) || max < 1) return 'A limit is a number from 1.'
  return sums || Number.isInteger(max) ? undefined : 'A number of calls is whole.'
}
