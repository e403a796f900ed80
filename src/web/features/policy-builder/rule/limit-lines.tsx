import { Plus, Trash2 } from 'lucide-react'
import type { RateLimit } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { CommitInput } from './commit-input.tsx'
import { DurationField } from './duration-field.tsx'
import { LimitLine, maxFault } from './limit-line.tsx'
import { FaultWords, useLineFault } from './line-fault.tsx'
import type { RuleTarget } from './rule-target.ts'
import { RuleSection } from './section.tsx'
import { freeCounter } from './shared-counters.ts'

/** The quotas of a rule, each with all that can be said of it. */
export function LimitLines({ target }: { target: RuleTarget }) {
  const { act, locked } = useBuilderHands()
  const { rule, pointer, name } = target
  const limits = rule.limits ?? []
  const add = () => {
    const { window, max, scope, counter } = target.limit
    const value = { counter: freeCounter(counter, limits), window, max, scope }
    act([{ kind: 'set', pointer: `${pointer}/limits/-`, value }], `Add a limit to ${name}`)
  }
  const remove = (index: number) =>
    act(
      [{ kind: 'remove', pointer: limits.length === 1 ? `${pointer}/limits` : `${pointer}/limits/${index}` }],
      `Remove a limit of ${name}`,
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
          index={index}
          target={target}
          onRemove={() => remove(index)}
        />
      ))}
      {rule.rate_limit !== undefined && <RateLine target={target} rate={rule.rate_limit} />}
    </RuleSection>
  )
}

/** The shorthand `rate_limit`, and how to write it as a limit like the others. */
function RateLine({ target, rate }: { target: RuleTarget; rate: RateLimit }) {
  const { act, locked } = useBuilderHands()
  const fault = useLineFault()
  const { pointer, name, limit, rule } = target
  const disabled = locked !== undefined
  const set = (field: 'max' | 'window', value: number) =>
    act([{ kind: 'set', pointer: `${pointer}/rate_limit/${field}`, value }], `Change a limit of ${name}`)
  const convert = () => {
    const counter = freeCounter(limit.counter, rule.limits ?? [])
    act(
      [
        { kind: 'remove', pointer: `${pointer}/rate_limit` },
        {
          kind: 'set',
          pointer: `${pointer}/limits/-`,
          value: { counter, window: rate.window, max: rate.max, scope: 'session' },
        },
      ],
      `Write the rate limit of ${name} as a limit`,
    )
  }
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-1.5 text-sm text-ink-2">
        <span>At most</span>
        <CommitInput
          label="Rate limit: at most"
          numeric
          className="h-[26px]! w-20! tabular-nums pointer-coarse:h-10!"
          value={String(rate.max)}
          disabled={disabled}
          check={(text) => maxFault(text, false)}
          fault={fault}
          onCommit={(text) => set('max', Number(text))}
        />
        <span>calls in</span>
        <DurationField
          label="Window of the rate limit"
          seconds={rate.window}
          most={31_536_000}
          disabled={disabled}
          onChange={(seconds) => set('window', seconds)}
          fault={fault}
        />
        <span>per session</span>
        {!disabled && (
          <IconButton
            size="small"
            label="Remove the rate limit"
            icon={<Trash2 aria-hidden />}
            onClick={() =>
              act([{ kind: 'remove', pointer: `${pointer}/rate_limit` }], `Remove a limit of ${name}`)
            }
          />
        )}
      </div>
      <FaultWords fault={fault} />
      <p className="text-sm text-ink-3">
        Written in short as <code>rate_limit</code>.{' '}
        {!disabled && (
          <button type="button" className="text-accent underline" onClick={convert}>
            Write it as a limit
          </button>
        )}
      </p>
    </div>
  )
}
