import clsx from 'clsx'
import { Check, Minus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Spinner } from '../feedback/spinner.tsx'
import { numberWords } from './number-words.ts'

export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped'

export interface ProgressStep {
  readonly key: string
  readonly label: string
  readonly state: StepState
  readonly ms?: number | undefined
  /** What came out of it, or the failure in plain words and what to do. */
  readonly detail?: ReactNode
}

export interface ProgressStepsProps {
  label: string
  steps: readonly ProgressStep[]
  className?: string | undefined
}

const words: Readonly<Record<StepState, string>> = {
  waiting: 'not started',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'not reached',
}

/** What is being done, step by step. A live list: each step is read whole as it changes, for "done" alone says little. */
export function ProgressSteps({ label, steps, className }: ProgressStepsProps) {
  return (
    <ol aria-label={label} aria-live="polite" className={clsx('grid', className)}>
      {steps.map((step) => (
        <li
          key={step.key}
          aria-atomic="true"
          className="grid grid-cols-[20px_minmax(0,1fr)_auto] items-start gap-x-2.5 py-1.5"
        >
          <span className="grid size-5 place-items-center">
            <StepMark state={step.state} />
          </span>
          <span className="min-w-0">
            <span
              className={clsx(
                step.state === 'waiting' || step.state === 'skipped' ? 'text-ink-3' : 'text-ink',
              )}
            >
              {step.label}
            </span>
            <span className="sr-only">: {words[step.state]}</span>
            {step.detail !== undefined && (
              <span
                className={clsx('block leading-normal', step.state === 'failed' ? 'text-deny' : 'text-ink-2')}
              >
                {step.detail}
              </span>
            )}
          </span>
          <span className="min-w-14 text-right text-sm text-ink-3 tabular-nums">
            {step.ms !== undefined && `${numberWords(Math.round(step.ms))} ms`}
          </span>
        </li>
      ))}
    </ol>
  )
}

function StepMark({ state }: { state: StepState }) {
  switch (state) {
    case 'running':
      return <Spinner className="text-accent" />
    case 'done':
      return <Check aria-hidden strokeWidth={2.5} className="size-4 text-allow" />
    case 'failed':
      return <X aria-hidden strokeWidth={2.5} className="size-4 text-deny" />
    case 'skipped':
      return <Minus aria-hidden className="size-4 text-ink-3" />
    case 'waiting':
      return <span aria-hidden className="size-2 rounded-full border border-edge" />
  }
}
