import { useState } from 'react'
import type { RecordedCall } from '#model/recorded-call'
import type { PolicyTest } from '#policy'
import { pointerStep, pointerSteps } from '#std/pointer'
import { Button } from '#web/ui/action/button.tsx'
import { DecisionBadge } from '#web/ui/display/decision-badge.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Switch } from '#web/ui/form/switch.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { Disclosure } from '../document/disclosure.tsx'
import type { Row } from '../model/rows.ts'
import { ruleKey } from '../model/rule-key.ts'
import { argumentPaths, callPaths } from '../rule/argument-paths.ts'
import { withOwnRule } from '../rule/own-rule.ts'
import { shortPath } from '../rule/path-picker.tsx'
import type { PredicateWritten } from '../rule/predicate-draft.ts'
import { added } from '../rule/predicate-edits.ts'
import { PredicateForm } from '../rule/predicate-form.tsx'
import { TestForm } from '../tests/test-form.tsx'
import { useGoToRule } from '../use-go-to-rule.ts'
import { argumentOf, maskedArguments, type SeenValue, seenValues, shownValue } from './call-values.ts'
import { predicateFromValue } from './predicate-from-value.ts'

export interface CallLineProps {
  call: RecordedCall
  row: Row
  grant: string
}

const tones = { allow: 'allow', deny: 'deny', hide: 'hide', approval: 'ask' } as const

/** One call: when, who, what became of it; opened, what the rule saw and what can be made of it. */
export function CallLine({ call, row, grant }: CallLineProps) {
  return (
    <Disclosure
      head={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <DecisionBadge decision={tones[call.outcome]} />
          <span className="min-w-0 truncate">{grant}</span>
          <span className="text-sm text-ink-3">
            <RelativeTime at={call.at} tabStop={false} />
            {call.args === null && ' · values were not kept'}
          </span>
        </span>
      }
    >
      {() => <CallDetails call={call} row={row} grant={grant} />}
    </Disclosure>
  )
}

type Open = { readonly kind: 'test' } | { readonly kind: 'condition'; readonly seen: SeenValue }

function CallDetails({ call, row, grant }: CallLineProps) {
  const { act, locked, policy } = useBuilderHands()
  const [open, setOpen] = useState<Open>()
  const goToRule = useGoToRule()
  const paths = [...argumentPaths(row.tool?.definition.inputSchema), ...callPaths]
  const addCondition = (written: PredicateWritten) => {
    const key = ruleKey(row)
    const begin = key === undefined ? withOwnRule(policy, row.name) : []
    const pointer = `/tools${pointerStep(key ?? row.name)}`
    act([...begin, added({ pointer }, written)], `Add a condition to ${key ?? row.name}`)
    announce(`The condition was added to ${row.name}.`)
    setOpen(undefined)
  }
  const addTest = (test: PolicyTest) => {
    act([{ kind: 'add_test', test }], `Add the test “${test.name}”`)
    announce(`The test ${test.name} was added.`)
    setOpen(undefined)
  }
  return (
    <>
      <p className="text-sm text-ink-2">
        Decided by{' '}
        <button
          type="button"
          className="rounded-sm text-left font-mono break-all text-accent underline"
          onClick={() => goToRule(call.rule)}
        >
          {call.rule}
        </button>
        {!call.forwarded && ', and never sent to the server'}
      </p>
      <SawList call={call} />
      {call.args === null ? (
        <p className="text-sm text-ink-3">Values were not kept of this call.</p>
      ) : (
        <ValueRows
          values={seenValues(call.args)}
          onPick={locked === undefined ? (seen) => setOpen({ kind: 'condition', seen }) : undefined}
        />
      )}
      {open?.kind === 'condition' && (
        <PredicateForm
          key={open.seen.path}
          title="New condition from this call"
          lists={['approve_if', 'deny_if', 'require']}
          paths={paths}
          start={predicateFromValue(open.seen, argumentOf(paths, open.seen))}
          onDone={addCondition}
          onCancel={() => setOpen(undefined)}
        />
      )}
      {open?.kind === 'test' && (
        <TestFromCall
          call={call}
          grant={grant}
          masked={maskedArguments(call, paths)}
          onDone={addTest}
          onCancel={() => setOpen(undefined)}
        />
      )}
      {open === undefined && locked === undefined && (
        <div>
          <Button size="small" onClick={() => setOpen({ kind: 'test' })}>
            Save as test
          </Button>
        </div>
      )}
    </>
  )
}

/** What each predicate compared on the way to the decision. */
function SawList({ call }: { call: RecordedCall }) {
  if (call.saw.length === 0) return null
  return (
    <ul aria-label="What the conditions saw" className="grid gap-0.5 text-sm text-ink-2">
      {call.saw.map(({ pointer, path, value, present }) => (
        <li key={`${pointer} ${path}`} className="break-words">
          {predicateName(pointer)} saw <code className="font-semibold">{shortPath(path)}</code>:{' '}
          {present ? <code className="break-all">{shownValue(value)}</code> : 'it was missing'}
        </li>
      ))}
    </ul>
  )
}

const listWords: Readonly<Record<string, string>> = {
  require: 'Only if',
  deny_if: 'Deny if',
  approve_if: 'Ask if',
}

/** "Deny if 1" of `/tools/x/deny_if/0`. */
function predicateName(pointer: string): string {
  const steps = pointerSteps(pointer)
  const at = steps.findLastIndex((step) => Object.hasOwn(listWords, step))
  return `${listWords[steps[at] ?? ''] ?? 'A condition'} ${Number(steps[at + 1] ?? 0) + 1}`
}

interface ValueRowsProps {
  values: readonly SeenValue[]
  onPick: ((seen: SeenValue) => void) | undefined
}

function ValueRows({ values, onPick }: ValueRowsProps) {
  if (values.length === 0) return <p className="text-sm text-ink-3">It was called without arguments.</p>
  return (
    <ul aria-label="Arguments of the call" className="grid gap-0.5">
      {values.map((seen) => (
        <li key={seen.path} className="flex min-h-6 items-start gap-2 text-sm">
          <span className="min-w-0 flex-1 py-0.5 break-words">
            <span className="text-ink-3">{shortPath(seen.path)}</span>{' '}
            <code className="break-all">{shownValue(seen.value)}</code>
          </span>
          {onPick !== undefined && (
            <Button
              size="small"
              variant="quiet"
              aria-label={`Make a condition on ${shortPath(seen.path)}`}
              onClick={() => onPick(seen)}
            >
              Make a condition
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

interface TestFromCallProps {
  call: RecordedCall
  grant: string
  masked: NonNullable<RecordedCall['args']>
  onDone: (test: PolicyTest) => void
  onCancel: () => void
}

/** A test with the call's arguments, masked unless one asks for the values: a policy is read by more than a call is. */
function TestFromCall({ call, grant, masked, onDone, onCancel }: TestFromCallProps) {
  // Undefined until somebody says so: then the form takes no focus away from the switch.
  const [whole, setWhole] = useState<boolean>()
  const args: PolicyTest['args'] = JSON.parse(JSON.stringify(whole ? (call.args ?? {}) : masked))
  return (
    <div className="grid gap-2">
      {call.args !== null && (
        <Switch
          label="Keep the values of the call"
          hint="Otherwise only their types are kept, and what the rule looked at."
          checked={whole === true}
          onChange={(event) => setWhole(event.target.checked)}
        />
      )}
      <TestForm
        key={String(whole === true)}
        takesFocus={whole === undefined}
        title="New test from this call"
        start={{
          name: `${call.tool} is ${outcomeWords[call.outcome]}`,
          tool: call.tool,
          args,
          as: grant,
          expect: call.outcome,
        }}
        onDone={onDone}
        onCancel={onCancel}
      />
    </div>
  )
}

const outcomeWords = {
  allow: 'allowed',
  deny: 'denied',
  hide: 'hidden',
  approval: 'asked about',
} as const
