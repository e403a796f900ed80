import type { Json } from '#std/json'
import type { Condition, Predicate } from '../schema.ts'
import type { Item, World } from './oracle-world.ts'

/** Conditions as the oracle reads them (part 3 of the language). */

export function isProved(world: World, item: Item, { conditions }: Predicate): boolean {
  return conditions.every((condition) => {
    const values = valuesOf(world, item, condition.path)
    return values.every((value) => {
      if (value === 'missing') return condition.op === 'exists' && condition.value === false
      return value !== 'misplaced' && compared(condition, value.is) === true
    })
  })
}

export function isSuspect(world: World, item: Item, { conditions }: Predicate): boolean {
  return conditions.every((condition) => {
    const values = valuesOf(world, item, condition.path)
    return values.some((value) => {
      if (value === 'misplaced') return true
      if (value !== 'missing') return compared(condition, value.is) !== false
      return (
        ['neq', 'not_in'].includes(condition.op) || (condition.op === 'exists' && condition.value === false)
      )
    })
  })
}

type Value = { readonly is: Json } | 'missing' | 'misplaced'

export function valuesOf({ call, now }: World, item: Item, path: string): Value[] {
  const day = Math.floor(now / 86_400_000)
  const fixed: Record<string, Json | undefined> = {
    'grant.label': call.grant.label,
    'grant.tags': call.grant.tags,
    'tool.risk': item.category,
    'time.hour': Math.floor(now / 3_600_000) - day * 24,
    'time.weekday': ((((day + 3) % 7) + 7) % 7) + 1,
  }
  if (Object.keys(fixed).includes(path)) return [present(fixed[path])]
  const steps = path.match(/\.[^.[\]]+|\[\d+\]|\[\*\]|\["(?:[^"\\]|\\.)*"\]/g) ?? []
  return steps.reduce<Value[]>(
    (values, step) => values.flatMap((value) => stepInto(value, step)),
    [{ is: item.args }],
  )
}

function present(value: Json | undefined): Value {
  return value === undefined ? 'missing' : { is: value }
}

function stepInto(value: Value, step: string): Value[] {
  if (value === 'missing' || value === 'misplaced') return [value]
  const { is } = value
  if (step === '[*]') {
    if (!Array.isArray(is)) return ['misplaced']
    return is.length === 0 ? ['missing'] : is.map((element: Json) => ({ is: element }))
  }
  if (/^\[\d+\]$/.test(step)) return [Array.isArray(is) ? present(is[Number(step.slice(1, -1))]) : 'missing']
  const name = step.startsWith('.') ? step.slice(1) : String(JSON.parse(step.slice(1, -1)))
  if (typeof is !== 'object' || is === null || Array.isArray(is)) return ['missing']
  return [present(Object.entries(is).find(([key]) => key === name)?.[1])]
}

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
}

function same(a: Json, b: Json): boolean {
  return sorted(a) === sorted(b)
}

function sorted(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`
  if (typeof value !== 'object' || value === null) return value === 0 ? '0' : JSON.stringify(value)
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${sorted(inner)}`)
  return `{${members.sort().join()}}`
}

/** True, false, or undefined where the value has a type of which the condition can say nothing. */
function compared({ op, value: wanted }: Condition, value: Json): boolean | undefined {
  if (op === 'exists') return wanted === true
  if (op === 'eq' || op === 'neq') {
    if (typeOf(value) !== typeOf(wanted)) return undefined
    return same(value, wanted) === (op === 'eq')
  }
  if (op === 'in' || op === 'not_in') {
    const list: readonly Json[] = Array.isArray(wanted) ? wanted : []
    if (!list.some((one) => typeOf(one) === typeOf(value))) return undefined
    return list.some((one) => same(one, value)) === (op === 'in')
  }
  if (op === 'contains' && Array.isArray(value)) return value.some((one: Json) => same(one, wanted))
  if (typeof value === 'string' && typeof wanted === 'string') return comparedText(op, value, wanted)
  return typeof value === 'number' && typeof wanted === 'number'
    ? comparedNumber(op, value, wanted)
    : undefined
}

function comparedText(op: string, value: string, wanted: string): boolean | undefined {
  if (op === 'contains') return value.includes(wanted)
  if (op !== 'regex') return undefined
  return wanted.startsWith('(?i)')
    ? new RegExp(wanted.slice(4), 'iu').test(value)
    : new RegExp(wanted, 'u').test(value)
}

function comparedNumber(op: string, value: number, wanted: number): boolean | undefined {
  if (op === 'lt') return value < wanted
  if (op === 'lte') return value <= wanted
  if (op === 'gt') return value > wanted
  return op === 'gte' ? value >= wanted : undefined
}
