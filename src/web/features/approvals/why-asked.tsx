import type { Condition } from '#policy'
import { valueAt } from './argument-rows.ts'
import { VisibleText } from './visible-value.tsx'

const words = {
  eq: 'it is',
  neq: 'it is not',
  lt: 'it is below',
  lte: 'it is at most',
  gt: 'it is above',
  gte: 'it is at least',
  in: 'it is one of',
  not_in: 'it is none of',
  exists: 'it is given',
  regex: 'it matches',
  contains: 'it contains',
} as const satisfies Record<Condition['op'], string>

export interface WhyAskedProps {
  reason: string
  conditions: readonly Condition[]
  argumentsText: string
}

/** Why a person is asked: the values that tripped the rule stand out, and then what the rule says of them. */
export function WhyAsked({ reason, conditions, argumentsText }: WhyAskedProps) {
  const tripped = conditions.flatMap((condition) => {
    const value = valueAt(argumentsText, condition.path)
    return value === undefined ? [] : [{ condition, value }]
  })
  return (
    <p className="text-lead leading-normal">
      {tripped.map(({ condition, value }) => (
        <span key={`${condition.path} ${condition.op}`}>
          <code>{condition.path.replace(/^args\./, '')}</code> is{' '}
          <mark className="rounded-[4px] bg-write/20 px-[5px] py-px font-mono font-semibold break-all text-inherit">
            <VisibleText text={value.slice(0, 120)} />
          </mark>
          , and this policy asks when {words[condition.op]} <ConditionValue condition={condition} />.{' '}
        </span>
      ))}
      <Sentence text={reason} />
    </p>
  )
}

function ConditionValue({ condition }: { condition: Condition }) {
  if (condition.op === 'exists') return null
  return (
    <code>{typeof condition.value === 'string' ? condition.value : JSON.stringify(condition.value)}</code>
  )
}

/** Words of the policy; names and values in them stand in backticks. */
function Sentence({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other name
      <VisibleText key={index} text={part} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <code key={index}>
        <VisibleText text={part} />
      </code>
    ),
  )
}
