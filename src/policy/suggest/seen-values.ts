import { compareCodePoints } from '#std/code-points'
import { jsonType } from '#std/equal'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { follow, memberOf, type Step, stepText } from '../path.ts'
import type { Condition } from '../schema.ts'
import { argumentAt, typesOf, valuesOf } from '../schema-of-arguments.ts'
import { argumentName, conditionWords } from '../words.ts'
import type { Evidence } from './suggestion.ts'

/** A predicate that every kept call satisfies, and what of them speaks for it. */
export interface SeenClause {
  readonly path: string
  readonly conditions: readonly Condition[]
  readonly words: string
  readonly evidence: Evidence
}

interface Argument {
  readonly path: string
  readonly steps: readonly Step[]
  readonly name: string
  readonly schema: JsonObject
  readonly type: string
}

/** A value that a list of a policy may hold; of others no habit is made. */
type Scalar = string | number | boolean

interface Given {
  readonly kept: readonly JsonObject[]
  readonly days: number
}

const deepest = 3
const mostValues = 8
/** A value that came once says little about the next call. */
const leastCallsEach = 2
const leastCallsPerValue = 5
const longestValue = 64

/** Numbers that name something instead of measuring it: a range of them would be chance. */
const naming =
  /(?:^|[_-]|[a-z](?=I))(?:ids?|uid|offset|cursor|page|index|timestamp|time|date|seed|port|version|year)$/i
/** What people write freely, and what nobody may read in a policy. */
const freeText =
  /message|text|body|content|query|prompt|description|title|comment|reason|note|summary|subject|command|script|code|sql|name|label|value/i
const secret = /pass|secret|token|credential|api_?key|auth|private/i

/** Clauses for the arguments that a tool's schema is sure of and that every kept call gave. */
export function seenClauses(schema: JsonObject | undefined, given: Given): SeenClause[] {
  if (schema === undefined) return []
  return argumentsIn(schema, schema, []).flatMap((argument) => clauseFor(argument, given) ?? [])
}

function argumentsIn(root: JsonObject, schema: JsonObject, steps: readonly Step[]): Argument[] {
  const properties = memberOf(schema, 'properties')
  if (!isJsonObject(properties) || steps.length >= deepest) return []
  return Object.keys(properties).flatMap((name): Argument[] => {
    const path = [...steps, { kind: 'member' as const, name }]
    const inner = argumentAt(root, path)
    const [type, ...others] = (inner && typesOf(inner)) ?? []
    if (inner === undefined || type === undefined || others.length > 0) return []
    if (type === 'object') return argumentsIn(root, inner, path)
    return [{ path: `args${path.map(stepText).join('')}`, steps: path, name, schema: inner, type }]
  })
}

function clauseFor(argument: Argument, { kept, days }: Given): SeenClause | undefined {
  const values: Scalar[] = []
  for (const args of kept) {
    const [value] = follow(args, argument.steps).values
    // A condition on what is not always given would deny the calls that leave it out.
    if (!isScalar(value)) return undefined
    values.push(value)
  }
  const type = argument.type === 'integer' ? 'number' : argument.type
  if (secret.test(argument.path) || values.some((value) => jsonType(value) !== type)) return undefined
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length === values.length && new Set(numbers).size > 3)
    return rangeClause(argument, numbers, days)
  return listClause(argument, values, days)
}

function isScalar(value: Json | undefined): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function rangeClause(argument: Argument, numbers: readonly number[], days: number): SeenClause | undefined {
  const { path, name, schema } = argument
  if (naming.test(name)) return undefined
  const sorted = [...numbers].sort((a, b) => a - b)
  const min = sorted[0] ?? 0
  const max = sorted.at(-1) ?? 0
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? max
  const from = wider(min, -1)
  const to = wider(max, 1)
  const [least, most] = [memberOf(schema, 'minimum'), memberOf(schema, 'maximum')]
  if (typeof least === 'number' && least >= from && typeof most === 'number' && most <= to) return undefined
  return {
    path,
    conditions: [
      { path, op: 'gte', value: from },
      { path, op: 'lte', value: to },
    ],
    words: `${argumentName(path)} is from ${from} to ${to}`,
    evidence: { kind: 'range', path, calls: numbers.length, days, min, max, p99 },
  }
}

/** A quarter farther out than what was seen, in two figures; not below nothing where nothing was below it. */
function wider(value: number, direction: 1 | -1): number {
  if (value === 0) return 0
  const far = value * (1 + Math.sign(value) * direction * 0.25)
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(far))) - 1)
  const figures = direction === 1 ? Math.ceil(far / unit) : Math.floor(far / unit)
  // Built from its digits: a product with 0.01 would end in noise.
  const round = Number((figures * unit).toPrecision(3))
  return direction === 1 ? Math.max(round, value) : Math.min(round, value)
}

function listClause(argument: Argument, values: readonly Scalar[], days: number): SeenClause | undefined {
  const { path, name, schema, type } = argument
  const counts = new Map<Scalar, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const distinct = [...counts.keys()].sort(compareValues)
  const isFew = distinct.length <= mostValues && values.length >= distinct.length * leastCallsPerValue
  const areCommon = [...counts.values()].every((count) => count >= leastCallsEach)
  const listed = valuesOf(schema)
  if (!isFew || !areCommon) return undefined
  if (type === 'boolean' && distinct.length > 1) return undefined
  if (type === 'string' && listed === undefined && (freeText.test(name) || !distinct.every(isToken)))
    return undefined
  if (listed?.every((one) => isScalar(one) && counts.has(one))) return undefined
  const [only] = distinct
  const condition: Condition =
    distinct.length === 1 && only !== undefined
      ? { path, op: 'eq', value: only }
      : { path, op: 'in', value: distinct }
  return {
    path,
    conditions: [condition],
    words: conditionWords(condition),
    evidence: {
      kind: 'values',
      path,
      calls: values.length,
      days,
      values: distinct.map((value) => ({ value, calls: counts.get(value) ?? 0 })),
    },
  }
}

/** A word of a vocabulary: no sentence, and short. */
function isToken(value: Scalar): boolean {
  return typeof value === 'string' && value !== '' && value.length <= longestValue && !/\s/.test(value)
}

function compareValues(a: Scalar, b: Scalar): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return compareCodePoints(String(a), String(b))
}

/** What the calls have shown, for a sentence. */
export function evidenceWords(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'range':
      return `${evidence.calls} calls had ${evidence.min} to ${evidence.max}, 99 of 100 at most ${evidence.p99}`
    case 'values':
      return evidence.values.length === 1
        ? `all ${evidence.calls} calls had it`
        : `all ${evidence.calls} calls had one of them`
    case 'rate':
      return `of ${evidence.calls} calls, 99 of 100 met at most ${evidence.p99} in the same ${evidence.window}, and none more than ${evidence.peak}`
    case 'rare':
      return `called ${evidence.calls === 1 ? 'once' : `${evidence.calls} times`} in ${evidence.days} days`
    case 'never_called':
      return `none of ${evidence.calls} calls in ${evidence.days} days`
  }
}
