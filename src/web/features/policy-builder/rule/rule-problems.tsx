import type { PolicyAction, Problem } from '#policy'
import { isGlob } from '#std/glob'
import { pointerSteps } from '#std/pointer'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { mentionMark, strayName } from '../model/kept.ts'
import { Words } from '../words.tsx'

const tones = { error: 'bad', security: 'warning', warning: 'warning', suggestion: 'info' } as const
const most = 8

/** What the validator says of one part of the policy, with its fixes as buttons. */
export function RuleProblems({ problems }: { problems: readonly Problem[] }) {
  return (
    <>
      {problems.slice(0, most).map((problem) => (
        <RuleProblem key={`${problem.code} ${problem.pointer}`} problem={problem} />
      ))}
      {problems.length > most && (
        <p className="text-sm text-ink-3">and {problems.length - most} more, in the code</p>
      )}
    </>
  )
}

function RuleProblem({ problem }: { problem: Problem }) {
  const { session, serverId, policy, looks, locked, act, editInCode } = useBuilderHands()
  const stray = strayName(policy.document, problem)
  const keep = (tool: string) => {
    const mark = mentionMark(policy.document, tool)
    looks.lookAt(
      [{ tool, about: 'rule', mark }],
      `${tool} is kept, and not pointed out until something changes.`,
    )
  }
  const { fix } = problem
  const removal = removalOf(problem)
  const mend = () => {
    // INVARIANT: the edits of a fix are places in the text that was linted, and are never laid over another.
    const { linted, readVersion } = session.sync.state()
    if (fix === undefined || !linted || readVersion !== session.buffer.state().version) {
      announce('The text has just changed. Try again in a moment.')
      return
    }
    session.buffer.apply(fix.edits, { origin: 'form', label: fix.title, at: Date.now() })
    announce(`${fix.title.replaceAll('`', '')}: done.`)
  }
  return (
    <Banner
      tone={tones[problem.severity]}
      action={
        <span className="flex flex-wrap gap-1.5">
          {fix !== undefined && locked === undefined && (
            <Button size="small" onClick={mend}>
              <Words text={fix.title} />
            </Button>
          )}
          {removal !== undefined && fix?.title !== 'Remove it' && locked === undefined && (
            <Button size="small" onClick={() => act([removal.action], removal.label)}>
              {removal.label}
            </Button>
          )}
          {problem.code === 'side_door' && (
            <ButtonLink size="small" href={paths.tools(serverId, toolSearch(problem))}>
              Look inside
            </ButtonLink>
          )}
          {stray !== undefined && locked === undefined && (
            <Button size="small" variant="quiet" onClick={() => keep(stray)}>
              Keep
            </Button>
          )}
          <Button size="small" variant="quiet" onClick={() => editInCode(problem.offset)}>
            Line {problem.line}
          </Button>
        </span>
      }
    >
      <Words text={sentence(problem.message)} />
    </Banner>
  )
}

/** The predicate that looks at an argument which is no longer there, or has another type now, can go. */
function removalOf({
  code,
  pointer,
}: Problem): { readonly action: PolicyAction; readonly label: string } | undefined {
  if (code !== 'unknown_argument' && code !== 'type_clash') return undefined
  const predicate = /^(.*\/(?:require|deny_if|approve_if|limits)\/\d+)(\/|$)/.exec(pointer)?.[1]
  if (predicate === undefined) return undefined
  const what = predicate.includes('/limits/') ? 'limit' : 'condition'
  return { action: { kind: 'remove', pointer: predicate }, label: `Remove the ${what}` }
}

/** Where the tools are that a problem is about: one tool, if its rule names one. */
function toolSearch({ pointer }: Problem): { tool?: string } {
  const [section, name] = pointerSteps(pointer)
  return section === 'tools' && name !== undefined && !isGlob(name) ? { tool: name } : {}
}

/** A message of the engine as a sentence of the screen. */
export function sentence(message: string): string {
  const first = message.charAt(0)
  return `${first.toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`
}
