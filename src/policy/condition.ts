import type { Category } from '#risk'
import { isEqualJson, jsonType } from '#std/equal'
import { hourOf, weekdayOf } from '#std/instant'
import { invariant } from '#std/invariant'
import type { Json, JsonObject } from '#std/json'
import type { SeenCondition } from './decision.ts'
import { follow, type Path, parsePath, type Step, take } from './path.ts'
import { compileRegex } from './regex.ts'
import type { Condition } from './schema.ts'

/** What conditions may look at. Nothing that a client says of itself is in it. */
export interface Subject {
  readonly arguments: JsonObject
  readonly grant: { readonly label: string; readonly tags: readonly string[] }
  readonly category: Category | undefined
  readonly now: number
}

/** `require` wants proof that all is well, a guard (`deny_if`, `approve_if`) looks for a reason to stop. */
export type Mood = 'require' | 'guard'

/** A condition made ready. */
export interface CompiledCondition {
  readonly source: Condition
  readonly look: (subject: Subject, mood: Mood) => SeenCondition
}

/** What a comparison says of a present value. */
type Verdict = 'yes' | 'no' | 'wrong type'

/** Compiles a condition that the schema has accepted. */
export function compileCondition(source: Condition, pointer: string): CompiledCondition {
  const path = parsePath(source.path)
  invariant(path.ok, 'the schema has read this path')
  const compare = comparison(source)
  const { steps, root } = path.value.root === 'args' ? path.value : { steps: [], root: path.value.root }
  const passesWhenMissing = missingVerdicts(source)
  const one = singular(steps)

  function lookAtOne(subject: Subject, mood: Mood, straight: readonly SingleStep[]): SeenCondition {
    const seen = reach(rootValue(subject, root), straight)
    if (seen === undefined) return { pointer, held: passesWhenMissing[mood] }
    return { pointer, held: accepts(compare(seen), mood), seen }
  }

  function lookAtAll(subject: Subject, mood: Mood): SeenCondition {
    const { values, missing, misplaced } = follow(rootValue(subject, root), steps)
    const held =
      mood === 'require'
        ? !misplaced &&
          (!missing || passesWhenMissing.require) &&
          values.every((value) => accepts(compare(value), mood))
        : misplaced ||
          (missing && passesWhenMissing.guard) ||
          values.some((value) => accepts(compare(value), mood))
    return { pointer, held, seen: values }
  }

  return { source, look: one ? (subject, mood) => lookAtOne(subject, mood, one) : lookAtAll }
}

/** Fail closed: what has the wrong type proves nothing to `require` and is reason enough for a guard. */
function accepts(verdict: Verdict, mood: Mood): boolean {
  return verdict === 'yes' || (verdict === 'wrong type' && mood === 'guard')
}

/** What a missing value does, in each mood. */
function missingVerdicts({ op, value }: Condition): Record<Mood, boolean> {
  const absence = op === 'exists' && value === false
  return { require: absence, guard: absence || op === 'neq' || op === 'not_in' }
}

type SingleStep = Exclude<Step, { kind: 'each' }>

/** The steps, if they lead to one value at most: the common case, and the fast one. */
function singular(steps: readonly Step[]): readonly SingleStep[] | undefined {
  const single = steps.filter((step) => step.kind !== 'each')
  return single.length === steps.length ? single : undefined
}

function reach(root: Json | undefined, steps: readonly SingleStep[]): Json | undefined {
  let value = root
  for (const step of steps) {
    if (value === undefined) return undefined
    value = take(value, step)
  }
  return value
}

function rootValue(subject: Subject, root: Path['root']): Json | undefined {
  switch (root) {
    case 'args':
      return subject.arguments
    case 'grant.label':
      return subject.grant.label
    case 'grant.tags':
      return subject.grant.tags
    case 'tool.risk':
      return subject.category
    case 'time.hour':
      return hourOf(subject.now)
    case 'time.weekday':
      return weekdayOf(subject.now)
  }
}

/** The comparison of a present value. Every operator stands here. */
function comparison({ op, value: wanted }: Condition): (value: Json) => Verdict {
  switch (op) {
    case 'exists':
      return () => yes(wanted === true)
    case 'eq':
      return equality(wanted, true)
    case 'neq':
      return equality(wanted, false)
    case 'in':
      return membership(listOf(wanted), true)
    case 'not_in':
      return membership(listOf(wanted), false)
    case 'lt':
      return ordering(wanted, (value, bound) => value < bound)
    case 'lte':
      return ordering(wanted, (value, bound) => value <= bound)
    case 'gt':
      return ordering(wanted, (value, bound) => value > bound)
    case 'gte':
      return ordering(wanted, (value, bound) => value >= bound)
    case 'regex':
      return matching(wanted)
    case 'contains':
      return (value) => containment(value, wanted)
  }
}

function yes(holds: boolean): Verdict {
  return holds ? 'yes' : 'no'
}

function equality(wanted: Json, same: boolean): (value: Json) => Verdict {
  const type = jsonType(wanted)
  return (value) => (jsonType(value) === type ? yes(isEqualJson(value, wanted) === same) : 'wrong type')
}

function membership(wanted: readonly Json[], inside: boolean): (value: Json) => Verdict {
  const types = new Set(wanted.map(jsonType))
  const plain = new Set<Json>(wanted.filter((one) => typeof one !== 'object' || one === null))
  const deep = wanted.filter((one) => typeof one === 'object' && one !== null)
  return (value) => {
    if (!types.has(jsonType(value))) return 'wrong type'
    const found = plain.has(value) || deep.some((one) => isEqualJson(one, value))
    return yes(found === inside)
  }
}

function ordering(bound: Json, holds: (value: number, bound: number) => boolean): (value: Json) => Verdict {
  invariant(typeof bound === 'number', 'the schema wants a number here')
  return (value) => (typeof value === 'number' ? yes(holds(value, bound)) : 'wrong type')
}

function matching(pattern: Json): (value: Json) => Verdict {
  invariant(typeof pattern === 'string', 'the schema wants a pattern here')
  const regex = compileRegex(pattern)
  invariant(regex.ok, 'the schema has compiled this pattern')
  return (value) => (typeof value === 'string' ? yes(regex.value.matches(value)) : 'wrong type')
}

function containment(value: Json, wanted: Json): Verdict {
  if (typeof value === 'string')
    return typeof wanted === 'string' ? yes(value.includes(wanted)) : 'wrong type'
  if (Array.isArray(value)) return yes(value.some((element) => isEqualJson(element, wanted)))
  return 'wrong type'
}

function listOf(value: Json): readonly Json[] {
  invariant(Array.isArray(value), 'the schema wants a list here')
  return value
}
