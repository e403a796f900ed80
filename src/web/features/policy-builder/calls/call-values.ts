import type { RecordedCall } from '#model/recorded-call'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { numberWords } from '#web/ui/display/number-words.ts'
import { type ArgumentPath, strangePath } from '../rule/argument-paths.ts'

/** One value of a call that a condition could look at. */
export interface SeenValue {
  readonly path: string
  readonly value: Json
}

const deepest = 4
const most = 60

/** The values of a call by the paths that a condition would use, lists whole. */
export function seenValues(args: JsonObject): SeenValue[] {
  const found: SeenValue[] = []
  walk(args, 'args', 1, found)
  return found.slice(0, most)
}

function walk(object: JsonObject, prefix: string, depth: number, found: SeenValue[]): void {
  for (const [name, value] of Object.entries(object)) {
    const path = `${prefix}${/^[^.[\]"\s]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`
    if (isJsonObject(value) && depth < deepest && Object.keys(value).length > 0)
      walk(value, path, depth + 1, found)
    else found.push({ path, value })
    if (found.length > most) return
  }
}

/** The argument at a path of the schema, or, where the schema is silent, as the value itself tells. */
export function argumentOf(paths: readonly ArgumentPath[], { path, value }: SeenValue): ArgumentPath {
  const known = paths.find((one) => one.path === path)
  if (known !== undefined && known.type !== 'any') return known
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean'
    ? { ...strangePath(path), type }
    : (known ?? strangePath(path))
}

/**
 * Arguments fit to be written into a policy, which more people read than may see a call: of every text, number and switch
 * only the type is kept, except where the rule looked, for there the value decides, and where the schema itself names it.
 */
export function maskedArguments(call: RecordedCall, paths: readonly ArgumentPath[]): JsonObject {
  const looked = new Set(call.saw.map(({ path }) => firstName(path)))
  const entries = Object.entries(call.args ?? {}).map(([name, value]): [string, Json] => {
    const argument = paths.find(({ path }) => firstName(path) === name)
    const isPublic = argument?.choices?.includes(value) === true
    return [name, looked.has(name) || isPublic ? value : masked(value)]
  })
  return Object.fromEntries(entries)
}

/** `device` of `args.device.name[*]`. */
function firstName(path: string): string | undefined {
  const match = /^args(?:\.([^.[\]"\s]+)|\[("(?:[^"\\]|\\.)*")\])/.exec(path)
  if (match?.[1] !== undefined) return match[1]
  if (match?.[2] === undefined) return undefined
  const name: Json = JSON.parse(match[2])
  return typeof name === 'string' ? name : undefined
}

function masked(value: Json): Json {
  if (typeof value === 'string') return value === '' ? '' : 'text'
  if (typeof value === 'number') return 1
  if (typeof value === 'boolean' || value === null) return value
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]))
  return value.map(masked)
}

/** Characters that a screen would not show, or that turn a text around (UAX #44). */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\u00a0]/gu

/** A value from outside as JSON, every character of it to be seen, and short. */
export function shownValue(value: Json, longest = 200): string {
  const text = JSON.stringify(value).replace(
    unseen,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
  return text.length <= longest
    ? text
    : `${text.slice(0, longest)} … ${numberWords(text.length - longest)} more`
}
