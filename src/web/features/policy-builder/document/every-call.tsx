import { type AllTools, describeRule } from '#policy'
import { useBuilderHands } from '../builder-context.tsx'
import { ConditionLines } from '../rule/condition-lines.tsx'
import { LimitLines } from '../rule/limit-lines.tsx'
import { everyCallTarget } from '../rule/rule-target.ts'
import { RuleSection } from '../rule/section.tsx'
import { Words } from '../words.tsx'
import { Disclosure } from './disclosure.tsx'
import { type Governed, toolsWords } from './governed.ts'

/** What holds for every call, judged before the rule of its tool. */
export function EveryCall({ governed }: { governed: Governed }) {
  const { policy } = useBuilderHands()
  const rule = policy.document.all_tools ?? {}
  const says = (rule.require?.length ?? 0) + (rule.deny_if?.length ?? 0) + (rule.limits?.length ?? 0) > 0
  return (
    <RuleSection title="Every call">
      <Disclosure
        head={
          <>
            {says ? <Words text={everyCallWords(rule)} /> : 'Nothing is asked of every call.'}
            <span className="block text-sm text-ink-3">
              Judged before the rule of the tool, for {toolsWords(governed.total)}.
            </span>
          </>
        }
      >
        {() => {
          const target = everyCallTarget(policy)
          return (
            <>
              <ConditionLines target={target} />
              <LimitLines target={target} />
            </>
          )
        }}
      </Disclosure>
    </RuleSection>
  )
}

/** Nothing is allowed by it, so it must not read like a rule that allows. */
function everyCallWords(rule: AllTools): string {
  return describeRule(rule).replace(/^Allowed(?:;| (?=only))\s*(.)/, (_, first: string) =>
    first.toUpperCase(),
  )
}
