import clsx from 'clsx'
import { Check } from 'lucide-react'
import { type ReactNode, useId } from 'react'

type StepState = 'waiting' | 'current' | 'done'

interface StepProps {
  readonly number: number
  readonly title: string
  readonly state: StepState
  /** What came out of it, once it is done; or what it will be about. */
  readonly summary?: ReactNode
  readonly children?: ReactNode
  /** What is in it stays in sight after it is done. */
  readonly open?: boolean
}

const words: Readonly<Record<StepState, string>> = {
  waiting: 'not yet',
  current: 'this one now',
  done: 'done',
}

/** One part of the way: open while it is the next thing to do, one line before and after. */
export function Step({ number, title, state, summary, children, open = false }: StepProps) {
  const id = useId()
  return (
    <li className="grid grid-cols-[28px_minmax(0,1fr)] gap-x-3">
      <span
        aria-hidden
        className={clsx(
          'grid size-7 place-items-center rounded-full border text-sm font-semibold tabular-nums',
          state === 'done' && 'border-transparent bg-tone-soft text-tone',
          state === 'current' && 'border-accent text-accent',
          state === 'waiting' && 'border-line-strong text-ink-3',
        )}
        data-tone={state === 'done' ? 'allow' : 'accent'}
      >
        {state === 'done' ? <Check className="size-4" strokeWidth={2.5} /> : number}
      </span>
      <section
        // Takes the focus of what goes within it.
        tabIndex={-1}
        aria-labelledby={id}
        aria-current={state === 'current' ? 'step' : undefined}
        className="min-w-0 rounded-sm pt-0.5 outline-offset-4"
      >
        <h2
          id={id}
          tabIndex={-1}
          className={clsx('text-lg font-semibold outline-none', state === 'waiting' && 'text-ink-3')}
        >
          {title}
          <span className="sr-only">: {words[state]}</span>
        </h2>
        {summary !== undefined && <div className="mt-0.5 leading-relaxed text-ink-2">{summary}</div>}
        {(state === 'current' || open) && children !== undefined && (
          <div className="mt-4 min-w-0">{children}</div>
        )}
      </section>
    </li>
  )
}
