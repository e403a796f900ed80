import { useMemo } from 'react'
import { Button } from '#web/ui/action/button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { RuleProblems } from '../rule/rule-problems.tsx'
import { Words } from '../words.tsx'
import { ClassRules } from './class-rules.tsx'
import { EveryCall } from './every-call.tsx'
import { type Governed, governedBy, toolsWords } from './governed.ts'
import { HideList } from './hide-list.tsx'
import { PatternList } from './pattern-list.tsx'
import { Standing } from './standing.tsx'

/** What the policy says beside the rules of single tools. */
export function PolicyPane() {
  const { policy, problems } = useBuilderHands()
  const governed = useMemo(() => governedBy(policy), [policy])
  const own = problems.filter(
    ({ pointer }) => !pointer.startsWith('/tools/') && !pointer.startsWith('/tests/'),
  )
  return (
    <div className="@container grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
      <h2 className="text-base font-semibold">The whole policy</h2>
      <p className="rounded-md bg-accent-soft px-3 py-2.5 leading-relaxed">
        <Words text={sentenceOf(policy.default, governed)} />
      </p>
      <RuleProblems problems={own} />
      <BrokenParts />
      <Standing governed={governed} />
      <HideList />
      <EveryCall governed={governed} />
      <ClassRules governed={governed} />
      <PatternList governed={governed} />
      <InCode />
    </div>
  )
}

function sentenceOf(standing: 'allow' | 'deny', governed: Governed): string {
  const { total, named, byDefault } = governed
  const hidden = total - named - byDefault - sum(governed.byClass) - sum(governed.byPattern)
  const parts = [
    named > 0 && `${toolsWords(named)} by a rule of their own`,
    governed.byPattern.size > 0 && `${toolsWords(sum(governed.byPattern))} by a pattern`,
    governed.byClass.size > 0 && `${toolsWords(sum(governed.byClass))} by a class rule`,
    byDefault > 0 && `${toolsWords(byDefault)} by the default: \`${standing}\``,
    hidden > 0 && `${toolsWords(hidden)} hidden by the list`,
  ].filter((part) => part !== false)
  if (total === 0) return `No tools are known of this server; what it adds is \`${standing}\`.`
  return `Of ${toolsWords(total)}: ${parts.join(', ')}.`
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}

/** Sections that cannot be read: they stay just as they are written, and the form shows the rest. */
function BrokenParts() {
  const { session, problems, editInCode } = useBuilderHands()
  const parts = session.sync.state().broken.filter((pointer) => !/^\/(tools|tests)(\/|$)/.test(pointer))
  return parts.map((pointer) => {
    const problem = problems.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
    const go = () => editInCode(problem?.offset ?? session.sync.parsed().locate(pointer)?.offset ?? 0)
    return (
      <Banner key={pointer} tone="bad" action={<Button onClick={go}>Edit in code</Button>}>
        The form cannot show <code>{pointer.slice(1)}</code> until it is put right in the code.
      </Banner>
    )
  })
}

/** What only the text says. */
function InCode() {
  const { policy, session, editInCode } = useBuilderHands()
  const schema = policy.document.$schema
  if (schema === undefined) return null
  return (
    <div className="flex items-center gap-2 border-t border-line/60 pt-3 text-sm text-ink-2">
      <p className="min-w-0 flex-1 break-words">
        <code>$schema</code> is <code>{schema}</code>; it is for editors, and ignored here.
      </p>
      <Button
        size="small"
        onClick={() => editInCode(session.sync.parsed().locateKey('/$schema')?.offset ?? 0)}
      >
        Edit in code
      </Button>
    </div>
  )
}
