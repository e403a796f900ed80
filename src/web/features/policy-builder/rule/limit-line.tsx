import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Limit } from '#policy'
import type { Json } from '#std/json'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { scopeWords } from '../model/rule-words.ts'
import { CommitInput } from './commit-input.tsx'
import { DurationField } from './duration-field.tsx'
import { FaultWords, useLineFault } from './line-fault.tsx'
import { PathPicker, shortPath } from './path-picker.tsx'
import { argumentAt } from './predicate-draft.ts'
import type { RuleTarget } from './rule-target.ts'
import { sharersOf } from './shared-counters.ts'

export interface LimitLineProps {
  limit: Limit
  index: number
  target: RuleTarget
  onRemove: () => void
}

const windows = [
  { value: 'minute', label: 'a minute' },
  { value: 'hour', label: 'an hour' },
  { value: 'day', label: 'a day' },
  { value: 'other', label: 'another time' },
] as const

const windowSeconds = { minute: 60, hour: 3600, day: 86_400 } as const

const scopeHints = {
  grant: 'Each grant has a count of its own.',
  session: 'Starts anew with every session, and an agent may open many.',
  server: 'All grants of this server share one count.',
  workspace: 'All servers of the workspace share one count, wherever this counter is named.',
} as const satisfies Record<Limit['scope'], string>

const scopes = (['grant', 'session', 'server', 'workspace'] as const).map((value) => ({
  value,
  label: scopeWords[value],
  hint: scopeHints[value],
}))

/** One quota: how many or how much, in what time, for whom, and under which name it is counted. */
export function LimitLine({ limit, index, target, onRemove }: LimitLineProps) {
  const { act, locked } = useBuilderHands()
  const fault = useLineFault()
  const pointer = `${target.pointer}/limits/${index}`
  const disabled = locked !== undefined
  const number = index + 1
  const set = (field: keyof Limit, value: Json) =>
    act([{ kind: 'set', pointer: `${pointer}/${field}`, value }], `Change a limit of ${target.name}`)
  const { window, increment_from: sum } = limit
  return (
    <fieldset className="grid gap-1.5 rounded-md bg-sunk p-2.5">
      <legend className="sr-only">Limit {number}</legend>
      <div className="flex flex-wrap items-center gap-1.5 text-sm text-ink-2">
        <span>At most</span>
        <CommitInput
          label={`Limit ${number}: at most`}
          numeric
          className="h-[26px]! w-16! tabular-nums pointer-coarse:h-10!"
          value={String(limit.max)}
          disabled={disabled}
          check={(text) => maxFault(text, sum !== undefined)}
          fault={fault}
          onCommit={(text) => set('max', Number(text))}
        />
        <span>{sum === undefined ? 'calls in' : 'in'}</span>
        <Select
          label={`Window of limit ${number}`}
          size="small"
          className="w-26!"
          options={windows}
          value={typeof window === 'number' ? 'other' : window}
          disabled={disabled}
          onChange={(next) =>
            set(
              'window',
              next === 'other' ? windowSeconds[typeof window === 'string' ? window : 'minute'] : next,
            )
          }
        />
        {typeof window === 'number' && (
          <DurationField
            label={`Window of limit ${number}`}
            seconds={window}
            most={31_536_000}
            disabled={disabled}
            onChange={(seconds) => set('window', seconds)}
            fault={fault}
          />
        )}
        <Select
          label={`Limit ${number} is counted`}
          size="small"
          className="w-40!"
          options={scopes}
          value={limit.scope}
          disabled={disabled}
          onChange={(scope) => set('scope', scope)}
        />
      </div>
      <FaultWords fault={fault} />
      {limit.scope !== 'grant' && <p className="text-sm text-ink-3">{scopeHints[limit.scope]}</p>}
      <SumField limit={limit} number={number} target={target} pointer={pointer} />
      <CounterField
        limit={limit}
        number={number}
        pointer={pointer}
        onCommit={(counter) => set('counter', counter)}
      >
        {!disabled && (
          <IconButton
            size="small"
            className="ml-auto"
            label={`Remove limit ${number}`}
            icon={<Trash2 aria-hidden />}
            onClick={onRemove}
          />
        )}
      </CounterField>
    </fieldset>
  )
}

interface PartProps {
  limit: Limit
  number: number
  pointer: string
}

/** What is added up: calls, or a number that the call itself gives. */
function SumField({ limit, number, target, pointer }: PartProps & { target: RuleTarget }) {
  const { act, locked } = useBuilderHands()
  const sum = limit.increment_from
  const disabled = locked !== undefined
  const numbers = target.paths.filter(({ path, type }) => path.startsWith('args') && type === 'number')
  const label = `Change a limit of ${target.name}`
  const sumUp = (path: string) =>
    act([{ kind: 'set', pointer: `${pointer}/increment_from`, value: path }], label)
  // A count of calls is whole, a sum need not be; so a fraction goes with the argument it was for.
  const countCalls = () =>
    act(
      [
        { kind: 'remove', pointer: `${pointer}/increment_from` },
        ...(Number.isInteger(limit.max)
          ? []
          : [{ kind: 'set', pointer: `${pointer}/max`, value: Math.ceil(limit.max) } as const]),
      ],
      label,
    )
  if (sum === undefined && numbers.length === 0) return null
  return (
    <Line label="Adds up">
      <Select
        label={`What limit ${number} adds up`}
        size="small"
        className="w-40!"
        options={[
          { value: 'calls', label: 'calls', hint: 'Each call counts as one.' },
          { value: 'sum', label: 'an argument', hint: 'A number of the call is added.' },
        ]}
        value={sum === undefined ? 'calls' : 'sum'}
        disabled={disabled}
        onChange={(next) => {
          if (next === 'calls') countCalls()
          else sumUp(numbers[0]?.path ?? 'args.amount')
        }}
      />
      {sum !== undefined && (
        <span className="w-44">
          <PathPicker
            label={`The argument that limit ${number} adds up`}
            className="h-[26px]! pointer-coarse:h-10!"
            paths={numbers}
            value={sum}
            disabled={disabled}
            onChange={(path) => {
              // A path is written as it is typed, but only one that can be read may stand in the text.
              if (/^args[.[]./.test(path)) sumUp(path)
            }}
          />
        </span>
      )}
      {sum !== undefined && argumentAt(numbers, sum).type !== 'number' && (
        <span className="text-limit">{shortPath(sum)} is no number in the schema.</span>
      )}
    </Line>
  )
}

interface CounterFieldProps extends PartProps {
  onCommit: (name: string) => void
  /** At the end of its line. */
  children: ReactNode
}

/** The name of the count, and who else counts under it. */
function CounterField({ limit, number, pointer, onCommit, children }: CounterFieldProps) {
  const { policy, locked } = useBuilderHands()
  const fault = useLineFault()
  const sharers = sharersOf(policy.document, limit.counter, pointer)
  return (
    <Line label="Counter">
      <CommitInput
        label={`Counter of limit ${number}`}
        mono
        className="h-[26px]! w-auto! max-w-96 min-w-0 flex-1 basis-32 pointer-coarse:h-10!"
        value={limit.counter}
        disabled={locked !== undefined}
        check={(text) => (text.trim() === '' ? 'A counter has a name.' : undefined)}
        fault={fault}
        onCommit={(text) => onCommit(text.trim())}
      />
      <FaultWords fault={fault} />
      {sharers.length > 0 && (
        <span className="text-ink-2">
          shared with {sharers.slice(0, 3).join(', ')}
          {sharers.length > 3 && ` and ${sharers.length - 3} more`}
        </span>
      )}
      {children}
    </Line>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-1.5 text-sm">
      <span className="w-16 text-ink-3">{label}</span>
      {children}
    </div>
  )
}

export function maxFault(text: string, sums: boolean): string | undefined {
  const max = Number(text)
  if (text.trim() === '' || !Number.isFinite(max) || max < 1) return 'A limit is a number from 1.'
  return sums || Number.isInteger(max) ? undefined : 'A number of calls is whole.'
}
