import { describeRule, formAction, recommendRule, type ToolRule } from '#policy'
import type { Category } from '#risk'
import { Button } from '#web/ui/action/button.tsx'
import { actionSegments } from '#web/ui/display/decision-badge.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskBadge, riskOrder, riskWord } from '#web/ui/display/risk-badge.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { RuleBody } from '../rule/rule-body.tsx'
import { classTarget } from '../rule/rule-target.ts'
import { RuleSection } from '../rule/section.tsx'
import { withAction } from '../rule/with-action.ts'
import { Words } from '../words.tsx'
import { Disclosure } from './disclosure.tsx'
import { type Governed, toolsWords } from './governed.ts'

/** A rule for a whole class, for the tools that `tools` does not name; or none, and the default speaks. */
export function ClassRules({ governed }: { governed: Governed }) {
  const { policy } = useBuilderHands()
  return (
    <RuleSection title="Risk classes">
      <p className="text-sm text-ink-3">For tools that no name and no pattern speaks for.</p>
      <div>
        {riskOrder.map((category) => {
          const rule = policy.document.risk?.[category]
          return rule === undefined ? (
            <Unruled key={category} category={category} governed={governed} />
          ) : (
            <ClassRule key={category} category={category} rule={rule} governed={governed} />
          )
        })}
      </div>
    </RuleSection>
  )
}

interface ClassProps {
  category: Category
  governed: Governed
}

function Unruled({ category, governed }: ClassProps) {
  const { act, locked, policy } = useBuilderHands()
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line/60 py-1.5 last:border-b-0">
      <p className="flex min-w-0 flex-1 basis-48 flex-wrap items-center gap-x-2 leading-normal">
        <RiskBadge risk={category} />
        <span className="text-sm text-ink-3">
          no rule, so the default: {policy.default} · {toolsWords(governed.ofClass.get(category) ?? 0)} of
          this class
        </span>
      </p>
      {locked === undefined && (
        <Button
          size="small"
          aria-label={`Give the class ${riskWord(category)} a rule`}
          onClick={() =>
            act(
              [{ kind: 'set_class_rule', category, rule: recommendRule(category, category) }],
              `Give the class ${category} a rule`,
            )
          }
        >
          Give it a rule
        </Button>
      )}
    </div>
  )
}

function ClassRule({ category, rule, governed }: ClassProps & { rule: ToolRule }) {
  const { act, locked, policy } = useBuilderHands()
  const count = governed.byClass.get(category) ?? 0
  return (
    <Disclosure
      head={
        <>
          <span className="flex flex-wrap items-center gap-x-2">
            <RiskBadge risk={category} />
            <span className="text-sm text-ink-3">
              speaks for {toolsWords(count)} of {numberWords(governed.ofClass.get(category) ?? 0)}
            </span>
          </span>
          <span className="block leading-normal">
            <Words text={describeRule(rule)} />
          </span>
        </>
      }
      aside={
        locked === undefined && (
          <Button
            size="small"
            variant="quiet"
            aria-label={`Remove the rule for the class ${riskWord(category)}`}
            onClick={() =>
              act([{ kind: 'remove_class_rule', category }], `Remove the rule for the class ${category}`)
            }
          >
            Remove
          </Button>
        )
      }
    >
      {() => {
        const target = classTarget(category, rule, policy)
        return (
          <>
            <SegmentedControl
              label={`Action for the class ${riskWord(category)}`}
              size="large"
              options={actionSegments}
              value={formAction(rule)}
              disabled={locked !== undefined}
              className="w-full @max-[420px]:[&_svg]:hidden @max-[420px]:[&>label]:px-1!"
              onChange={(action) =>
                act(
                  [{ kind: 'set_class_rule', category, rule: withAction(rule, action, target.limit) }],
                  `Set the class ${category} to ${action}`,
                )
              }
            />
            <RuleBody target={target} />
          </>
        )
      }}
    </Disclosure>
  )
}
