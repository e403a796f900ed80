import { canonicalJson, type Json } from '#std/json'
import { type CompiledCondition, compileCondition, type Mood } from './condition.ts'
import { parsePath } from './path.ts'
import type { AllTools, Condition, ToolRule } from './schema.ts'

/**
 * The calls that one part of a rule stops: those for which every term is so. One entry of `deny_if` or `approve_if`
 * is a stop, and so is every single condition of `require`, for a call stops when it fails.
 */
export type Stop = readonly Term[]

/** A condition that holds, for a guard, or that fails, for a requirement. */
interface Term {
  readonly condition: Condition
  readonly mood: Mood
}

/** Without a term every call stops. */
const everything: Stop = []

/** The calls that a rule denies by its conditions. */
export function denials({ require = [], deny_if = [] }: AllTools): Stop[] {
  const wanted = require.flatMap(({ conditions }) => conditions)
  return [
    ...wanted.map((condition): Stop => [{ condition, mood: 'require' }]),
    ...deny_if.map(({ conditions }) => guard(conditions)),
  ]
}

/** The calls about which a rule asks. */
export function questions({ action, approve_if = [] }: ToolRule): Stop[] {
  if (action === 'require_approval') return [everything]
  return approve_if.map(({ conditions }) => guard(conditions))
}

function guard(conditions: readonly Condition[]): Stop {
  return conditions.map((condition) => ({ condition, mood: 'guard' }))
}

/** Whether each call of a stop is surely in one of the others. Where that cannot be seen the answer is no. */
export function isCovered(stop: Stop, others: readonly Stop[]): boolean {
  return others.some((other) => other.every((wanted) => stop.some((given) => follows(given, wanted))))
}

/**
 * Whether one term is so wherever another is. It is asked value by value, which holds for `[*]` too: there every term
 * is so when it is so for some value, or for a missing one.
 */
function follows(given: Term, wanted: Term): boolean {
  if (pathKey(given) !== pathKey(wanted)) return false
  if (given.mood === wanted.mood && sameComparison(given.condition, wanted.condition)) return true
  if (isOpaque(given) || isOpaque(wanted)) return false
  const values = specimens([given.condition.value, wanted.condition.value])
  const [has, needs] = [holder(given), holder(wanted)]
  return values.every((value) => !has(value) || needs(value))
}

function pathKey({ condition: { path } }: Term): string {
  return JSON.stringify(parsePath(path))
}

function sameComparison(a: Condition, b: Condition): boolean {
  return a.op === b.op && canonicalJson(a.value) === canonicalJson(b.value)
}

/** Whether a few values cannot stand for all. */
function isOpaque({ condition: { op } }: Term): boolean {
  return op === 'regex' || op === 'contains'
}

/** Says whether a term is so for a value, `undefined` being a missing one. */
function holder({ condition, mood }: Term): (value: Json | undefined) => boolean {
  const { look }: CompiledCondition = compileCondition({ ...condition, path: 'args.value' }, '')
  const nobody = { label: '', tags: [] }
  return (value) => {
    const args = value === undefined ? {} : { value }
    const { held } = look({ arguments: args, grant: nobody, category: undefined, now: 0 }, mood)
    return held === (mood === 'guard')
  }
}

/**
 * Values that stand for all: the comparisons see of a value only its type, whether it equals one that they name, and
 * on which side of a number that they name it lies. So each of those and one between and beyond them are enough.
 */
function specimens(named: readonly Json[]): (Json | undefined)[] {
  const all = named.flatMap((value) => (Array.isArray(value) ? [value, ...value] : [value]))
  const numbers = all.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const between = numbers.map((number, index) => number / 2 + (numbers[index + 1] ?? number) / 2)
  // Longer than everything that it is made of, and so equal to nothing that is named.
  const fresh = canonicalJson(all)
  const others = [fresh, [fresh], { [fresh]: fresh }, true, false, null, undefined]
  return [...all, ...between, -Number.MAX_VALUE, Number.MAX_VALUE, ...others]
}
