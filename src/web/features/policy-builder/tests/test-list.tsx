import { CircleCheck, CircleX, Pencil, Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import type { PolicyTest } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { useBuilderHands } from '../builder-context.tsx'
import { useGoToRule } from '../use-go-to-rule.ts'
import { Words } from '../words.tsx'
import { TestForm } from './test-form.tsx'
import type { JudgedTest } from './use-tests.ts'

export interface TestListProps {
  tests: readonly JudgedTest[]
  /** What a new test begins with. */
  start: Partial<PolicyTest>
  /** Stands beside the button that adds one. */
  head: ReactNode
  empty: string
}

/** Tests with how they come out now; each can be changed and removed, and new ones written. */
export function TestList({ tests, start, head, empty }: TestListProps) {
  const { act, locked } = useBuilderHands()
  const [open, setOpen] = useState<number | 'new'>()
  const add = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpen(undefined)
    requestAnimationFrame(() => add.current?.focus())
  }
  return (
    <>
      <div className="flex min-h-6 items-center gap-2">
        {head}
        {locked === undefined && open === undefined && (
          <Button
            ref={add}
            data-at="test"
            size="small"
            variant="quiet"
            className="ml-auto"
            icon={<Plus aria-hidden />}
            onClick={() => setOpen('new')}
          >
            Add test
          </Button>
        )}
      </div>
      {open === 'new' && (
        <TestForm
          title="New test"
          start={start}
          onCancel={close}
          onDone={(test) => {
            act([{ kind: 'add_test', test }], `Add the test “${test.name}”`)
            announce(`The test ${test.name} was added.`)
            close()
          }}
        />
      )}
      {tests.length === 0 && open === undefined && <p className="text-sm text-ink-3">{empty}</p>}
      <ul className="grid gap-1">
        {tests.map((one) => (
          <li key={one.index}>
            {open === one.index ? (
              <TestForm
                title={`Change the test “${one.test.name}”`}
                start={one.test}
                onCancel={close}
                onDone={(test) => {
                  act([{ kind: 'set_test', index: one.index, test }], `Change the test “${test.name}”`)
                  close()
                }}
              />
            ) : (
              <TestLine
                judged={one}
                onEdit={() => setOpen(one.index)}
                onRemove={() => {
                  setOpen(undefined)
                  act([{ kind: 'remove_test', index: one.index }], `Remove the test “${one.test.name}”`)
                }}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

interface TestLineProps {
  judged: JudgedTest
  onEdit: () => void
  onRemove: () => void
}

function TestLine({ judged, onEdit, onRemove }: TestLineProps) {
  const { locked } = useBuilderHands()
  const goToRule = useGoToRule()
  const { test, verdict } = judged
  const { passed, decision } = verdict
  const Icon = passed ? CircleCheck : CircleX
  return (
    <div className="flex items-start gap-2 py-1" data-tone={passed ? 'allow' : 'deny'}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-tone" />
      <div className="min-w-0 flex-1 leading-normal break-words">
        <span className="sr-only">{passed ? 'Passes: ' : 'Fails: '}</span>
        <span className="font-medium">{test.name}</span>{' '}
        <span className="text-sm text-ink-3">
          <code className="break-all">{test.tool}</code> {test.as !== undefined && `as ${test.as} `}
          {expected[test.expect]}
        </span>
        {!passed && (
          <span className="block text-sm text-deny">
            <Words
              text={`${decision === undefined ? verdict.message : verdict.message.replace(/ by `[^`]*`$/, '')}.`}
            />
          </span>
        )}
        {decision !== undefined && (
          <span className="block text-sm text-ink-3">
            decided by{' '}
            <button
              type="button"
              className="rounded-sm font-mono break-all text-accent underline"
              onClick={() => goToRule(decision.rule)}
            >
              {decision.rule}
            </button>
          </span>
        )}
      </div>
      {locked === undefined && (
        <span className="flex shrink-0">
          <IconButton
            size="small"
            label={`Change the test ${test.name}`}
            icon={<Pencil aria-hidden />}
            onClick={onEdit}
          />
          <IconButton
            size="small"
            label={`Remove the test ${test.name}`}
            icon={<Trash2 aria-hidden />}
            onClick={onRemove}
          />
        </span>
      )}
    </div>
  )
}

const expected = {
  allow: 'must be allowed',
  deny: 'must be denied',
  hide: 'must be hidden',
  approval: 'must be asked about',
} as const
