import { isJsonObject, type Json } from '#std/json'
import { pointerSteps } from '#std/pointer'
import type { Decision } from './decision.ts'
import { memberOf } from './path.ts'
import type { PolicyDocument } from './schema.ts'

/** One value that a condition was compared with. */
export interface SawValue {
  /** A JSON Pointer to the predicate. */
  readonly pointer: string
  readonly path: string
  /** Null where it was missing, or too long to keep. */
  readonly value: Json
  readonly present: boolean
}

/** A batch looks at as many predicates as it has calls: what a person reads is the first of them. */
const mostValues = 64
const longestValue = 1024

/** What the conditions saw on the way to a decision, bounded, for a record of it. */
export function saw(document: PolicyDocument, { trail }: Pick<Decision, 'trail'>): SawValue[] {
  const values: SawValue[] = []
  for (const { pointer, conditions } of trail)
    for (const condition of conditions) {
      if (values.length === mostValues) return values
      const { seen } = condition
      const isShort = seen !== undefined && JSON.stringify(seen).length <= longestValue
      const path = pathAt(document, condition.pointer)
      values.push({ pointer, path, value: isShort ? seen : null, present: seen !== undefined })
    }
  return values
}

function pathAt(document: PolicyDocument, pointer: string): string {
  let at: unknown = document
  for (const step of pointerSteps(pointer)) at = Array.isArray(at) ? at[Number(step)] : own(at, step)
  const path = own(at, 'path')
  return typeof path === 'string' ? path : ''
}

function own(value: unknown, name: string): unknown {
  return isJsonObject(value) ? memberOf(value, name) : undefined
}
