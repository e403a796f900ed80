import type { Condition } from '#policy'
import { isJsonObject, type Json } from '#std/json'
import type { ArgumentPath, ArgumentType } from './argument-paths.ts'

type Typed = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string }

const wanted: Readonly<Record<ArgumentType, string>> = {
  number: 'Write a number.',
  string: 'Write a value.',
  boolean: 'Choose true or false.',
  list: 'Write a value.',
  object: 'Write an object as JSON.',
  any: 'Write a value.',
}

/** What was typed as a value of the argument's type, or why it is none. */
export function typedValue(
  text: string,
  argument: Pick<ArgumentPath, 'type' | 'items'>,
  op: Condition['op'],
): Typed {
  if (op === 'exists') return { ok: true, value: text !== 'false' }
  const type = typeBeside(argument, op)
  const value = scalarOf(text, type)
  return value === undefined ? { ok: false, message: wanted[type] } : { ok: true, value }
}

/** What was listed as values of the argument's type, or why it is none. */
export function typedList(texts: readonly string[], argument: Pick<ArgumentPath, 'type'>): Typed {
  if (texts.length === 0) return { ok: false, message: 'Add at least one value.' }
  const values: Json[] = []
  for (const text of texts) {
    const value = scalarOf(text, argument.type)
    if (value === undefined)
      return { ok: false, message: `“${text}”: ${wanted[argument.type].toLowerCase()}` }
    values.push(value)
  }
  return { ok: true, value: values }
}

/** Some operators compare with a type of their own, whatever the argument is. */
export function typeBeside(
  { type, items }: Pick<ArgumentPath, 'type' | 'items'>,
  op: Condition['op'],
): ArgumentType {
  if (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte') return 'number'
  if (op === 'regex') return 'string'
  return type === 'list' && op === 'contains' ? (items ?? 'any') : type
}

function scalarOf(text: string, type: ArgumentType): Json | undefined {
  switch (type) {
    case 'number': {
      const number = Number(text)
      return text.trim() === '' || !Number.isFinite(number) ? undefined : number
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'object': {
      const value = jsonOf(text)
      return isJsonObject(value) ? value : undefined
    }
    case 'any': {
      if (text === '') return undefined
      const value = jsonOf(text)
      return value === undefined ? text : value
    }
    default:
      return text === '' ? undefined : text
  }
}

/** What a text says as JSON; nothing when it is none. */
function jsonOf(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** A value as one types it, so that typing it again gives the same value. */
export function textOf(value: Json, type: ArgumentType): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  // Where any JSON may be typed, a string that looks like something else needs its quotes.
  return type === 'any' && jsonOf(value) !== undefined ? JSON.stringify(value) : value
}
