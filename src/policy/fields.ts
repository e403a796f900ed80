import {
  AllTools,
  Approval,
  Condition,
  Limit,
  PolicyDocument,
  PolicyTest,
  Predicate,
  RateLimit,
  ToolRule,
} from './schema.ts'

/** The fields that the object at a path may have, to tell which one a misspelt name meant. */
export function fieldsAt(steps: readonly string[]): string[] {
  return Object.keys(shapeAt(steps))
}

function shapeAt(steps: readonly string[]): object {
  const [section] = steps
  if (section === undefined) return PolicyDocument.shape
  if (section === 'tests') return PolicyTest.shape
  const inner = steps.slice(section === 'all_tools' ? 1 : 2)
  if (inner.length === 0) return section === 'all_tools' ? AllTools.shape : ToolRule.shape
  if (inner.includes('conditions')) return Condition.shape
  if (inner[0] === 'limits') return Limit.shape
  if (inner[0] === 'rate_limit') return RateLimit.shape
  return inner[0] === 'approval' ? Approval.shape : Predicate.shape
}
