import type { Operator } from '#policy'
import type { ArgumentPath } from '../rule/argument-paths.ts'
import { textOf, typeBeside } from '../rule/condition-value.ts'
import type { PredicateDraft } from '../rule/predicate-draft.ts'
import type { SeenValue } from './call-values.ts'

/** A predicate that the value of a call would meet: the nearest one, to be changed before it is added. */
export function predicateFromValue({ path, value }: SeenValue, argument: ArgumentPath): PredicateDraft {
  const op = operatorFor(value)
  const text = op === 'exists' ? 'true' : textOf(contained(value), typeBeside(argument, op))
  return { list: 'approve_if', on_deny: '', conditions: [{ path, op, text, texts: [] }] }
}

function operatorFor(value: SeenValue['value']): Operator {
  if (typeof value === 'number') return 'gte'
  if (Array.isArray(value)) return value.length > 0 ? 'contains' : 'exists'
  return typeof value === 'object' && value !== null ? 'exists' : 'eq'
}

function contained(value: SeenValue['value']): SeenValue['value'] {
  return Array.isArray(value) ? (value[0] ?? null) : value
}
