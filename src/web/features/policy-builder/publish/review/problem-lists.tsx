import { useState } from 'react'
import type { Problem } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { Checkbox } from '#web/ui/form/checkbox.tsx'
import { sentence } from '../../rule/rule-problems.tsx'
import { Words } from '../../words.tsx'
import { findingKey } from './reviewing.ts'

export interface ProblemListProps {
  title: string
  problems: readonly Problem[]
  onGoTo: (offset: number) => void
}

/** Problems with the way to each in the text. */
export function ProblemList({ title, problems, onGoTo }: ProblemListProps) {
  return (
    <section>
      <h3 className="pb-1 font-medium">
        {title} <span className="font-normal text-ink-3 tabular-nums">{problems.length}</span>
      </h3>
      <ul className="max-h-56 overflow-y-auto border-t border-line/60">
        {problems.map((problem) => (
          <li
            key={`${problem.code} ${problem.offset}`}
            className="flex flex-wrap items-baseline gap-x-2 border-b border-line/60 py-1.5"
          >
            <span className="min-w-0 flex-1 basis-64 break-words">
              <Words text={sentence(problem.message)} />
            </span>
            <Button size="small" variant="quiet" onClick={() => onGoTo(problem.offset)}>
              Line {problem.line}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface StandingProps extends Omit<ProblemListProps, 'title'> {
  /** The number of the enforced revision. */
  enforced: number
}

/** What was weak before and stays so, folded away: asked of everyone each time, it would soon be ticked unread. */
export function StandingProblems({ problems, enforced, onGoTo }: StandingProps) {
  if (problems.length === 0) return null
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="font-medium">
        {problems.length} {problems.length === 1 ? 'thing weakens' : 'things weaken'} it as in v{enforced}
      </summary>
      <div className="pt-2">
        <ProblemList title="As before" problems={problems} onGoTo={onGoTo} />
      </div>
    </details>
  )
}

/** What blocks nothing, folded away. */
export function OtherProblems({ problems, onGoTo }: Omit<ProblemListProps, 'title'>) {
  const rest = problems.filter(({ severity }) => severity === 'warning' || severity === 'suggestion')
  if (rest.length === 0) return null
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="font-medium">
        {rest.length} {rest.length === 1 ? 'remark that blocks' : 'remarks that block'} nothing
      </summary>
      <div className="pt-2">
        <ProblemList title="Remarks" problems={rest} onGoTo={onGoTo} />
      </div>
    </details>
  )
}

export interface TickListProps {
  problems: readonly Problem[]
  ticked: ReadonlySet<string>
  onTick: (ticked: ReadonlySet<string>) => void
  /** Whether somebody tried to publish without. */
  asked: boolean
  onGoTo: (offset: number) => void
}

const manyTicks = 4

/** What would weaken the policy: each is ticked by whoever wants it so. */
export function TickList({ problems, ticked, onTick, asked, onGoTo }: TickListProps) {
  const [shown, setShown] = useState(50)
  if (problems.length === 0) return null
  const isTicked = (problem: Problem) => ticked.has(findingKey(problem))
  const left = problems.filter((problem) => !isTicked(problem)).length
  const tick = (some: readonly Problem[], on: boolean) => {
    const next = new Set(ticked)
    for (const problem of some) {
      if (on) next.add(findingKey(problem))
      else next.delete(findingKey(problem))
    }
    onTick(next)
  }
  return (
    <section aria-labelledby="what-weakens-it">
      <h3 id="what-weakens-it" className="flex items-baseline gap-2 pb-1 font-medium">
        What weakens it
        <span role="status" className="font-normal text-ink-3 tabular-nums">
          {left === 0 ? 'all ticked' : `${left} of ${problems.length} still to tick`}
        </span>
      </h3>
      {/* Wide enough for the ring around a box, which would be cut off. */}
      <ul className="-mx-1 max-h-72 overflow-y-auto border-t border-line/60 px-1">
        {problems.slice(0, shown).map((problem) => (
          <li
            key={findingKey(problem)}
            className="flex flex-wrap items-start gap-x-2 border-b border-line/60 py-1.5"
          >
            <div className="min-w-0 flex-1 basis-64">
              <Checkbox
                className="max-w-full break-words"
                label={<Words text={sentence(problem.message)} />}
                checked={isTicked(problem)}
                aria-invalid={asked && !isTicked(problem)}
                onChange={(event) => tick([problem], event.target.checked)}
              />
            </div>
            <Button size="small" variant="quiet" className="ml-4" onClick={() => onGoTo(problem.offset)}>
              Line {problem.line}
            </Button>
          </li>
        ))}
      </ul>
      {shown < problems.length && (
        <div className="pt-1">
          <Button size="small" variant="quiet" onClick={() => setShown(problems.length)}>
            Show all {problems.length}
          </Button>
        </div>
      )}
      {problems.length > manyTicks && (
        <Checkbox
          className="pt-2"
          label={`I have read all ${problems.length} and want them so.`}
          checked={left === 0}
          onChange={(event) => tick(problems, event.target.checked)}
        />
      )}
      {asked && left > 0 && (
        <p role="alert" className="pt-1 text-deny">
          Tick what weakens it, or put it right.
        </p>
      )}
    </section>
  )
}
