import type { Json, JsonObject } from '#std/json'
import { isJsonObject } from '#std/json'
import { type Fault, fail, ok, type Result } from '#std/result'

/** One step into a value: a member by name, an element by number, or every element. */
export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'each' }

/** What a condition looks at. Only `args` goes deeper than its root. */
export type Path =
  | { readonly root: 'args'; readonly steps: readonly Step[] }
  | { readonly root: 'grant.label' | 'grant.tags' | 'tool.risk' | 'time.hour' | 'time.weekday' }

const fixedRoots = ['grant.label', 'grant.tags', 'tool.risk', 'time.hour', 'time.weekday'] as const
const longestPath = 500
const token = /\.([^.[\]"\s]+)|\[(\d{1,9})\]|\[(\*)\]|\[("(?:[^"\\]|\\.)*")\]/y

/** Reads `args.a[0].b[*]["odd.name"]`, or one of the fixed paths of a grant, a tool or the time. */
export function parsePath(text: string): Result<Path, Fault<'bad_path'>> {
  const fixed = fixedRoots.find((root) => root === text)
  if (fixed !== undefined) return ok({ root: fixed })
  if (text.length > longestPath) return bad(text, `a path has at most ${longestPath} characters`)
  if (!/^args(?=[.[]|$)/.test(text))
    return bad(text, `a path begins with \`args\` or is ${listed(fixedRoots)}`)
  const steps = parseSteps(text, 'args'.length)
  return steps.ok ? ok({ root: 'args', steps: steps.value }) : steps
}

/** Reads the steps after a root, or, with `from` 0, a path that begins with a bare name: `arguments.inner`. */
export function parseSteps(text: string, from: number): Result<readonly Step[], Fault<'bad_path'>> {
  const steps: Step[] = []
  token.lastIndex = from
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const match = token.exec(text)
    if (match === null) return bad(text, `\`${text.slice(at)}\` cannot be read`)
    const [, name, index, each, quoted] = match
    const member = quoted === undefined ? name : unquote(quoted)
    if (member !== undefined) steps.push({ kind: 'member', name: member })
    else if (index !== undefined) steps.push({ kind: 'element', index: Number(index) })
    else if (each !== undefined) steps.push({ kind: 'each' })
    else return bad(text, `\`${quoted ?? ''}\` is no string`)
  }
  return ok(steps)
}

/** A step as a path writes it. */
export function stepText(step: Step): string {
  if (step.kind === 'each') return '[*]'
  if (step.kind === 'element') return `[${step.index}]`
  return /^[^.[\]"\s]+$/.test(step.name) ? `.${step.name}` : `[${JSON.stringify(step.name)}]`
}

function unquote(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

function bad(text: string, why: string): Result<never, Fault<'bad_path'>> {
  return fail({ code: 'bad_path', message: `\`${text}\` is no path: ${why}` })
}

/** What a path finds: values, where some may be missing, or something of the wrong kind on the way. */
export interface Found {
  readonly values: Json[]
  /** An element lacked the rest of the path, or nothing was there at all. */
  missing: boolean
  /** `[*]` stood on something else than a list. */
  misplaced: boolean
}

/** Follows steps through own properties only, so that `constructor` and `__proto__` are names like any other. */
export function follow(root: Json | undefined, steps: readonly Step[]): Found {
  const found: Found = { values: [], missing: false, misplaced: false }
  walk(root, steps, 0, found)
  return found
}

function walk(value: Json | undefined, steps: readonly Step[], at: number, found: Found): void {
  if (value === undefined) {
    found.missing = true
    return
  }
  const step = steps[at]
  if (step === undefined) {
    found.values.push(value)
    return
  }
  if (step.kind !== 'each') {
    walk(take(value, step), steps, at + 1, found)
    return
  }
  if (!isList(value)) {
    found.misplaced = true
    return
  }
  if (value.length === 0) found.missing = true
  for (const element of value) walk(element, steps, at + 1, found)
}

/** One step that leads to at most one value. */
export function take(value: Json, step: Exclude<Step, { kind: 'each' }>): Json | undefined {
  if (step.kind === 'element') return isList(value) ? value[step.index] : undefined
  return isJsonObject(value) ? memberOf(value, step.name) : undefined
}

export function memberOf(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** `Array.isArray`, but it knows that a JSON list is read only. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
