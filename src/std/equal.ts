import { isJsonObject, type Json } from './json.ts'

/** The name of a value's type in JSON. */
export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object'

export function jsonType(value: Json): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

/** Whether two values are the same JSON: lists in order, objects whatever the order of their names. */
export function isEqualJson(a: Json, b: Json): boolean {
  if (a === b) return true
  if (Array.isArray(a))
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isEqualJson(item, b[index] ?? null))
    )
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqualJson(a[name] ?? null, b[name] ?? null))
  )
}
