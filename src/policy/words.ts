import type { Json } from '#std/json'
import type { ApprovalNeed } from './decision.ts'
import type { Condition, Limit, Operator, Scope, Window } from './schema.ts'

/** Text of a user's in a sentence. */
export function quote(text: string): string {
  return `\`${text}\``
}

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[], joint = 'or'): string {
  const last = words.at(-1) ?? 'nothing'
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joint} ${last}`
}

/** The path of an argument without its root, as a person reads it; other paths stay whole. */
export function argumentName(path: string): string {
  return quote(path.startsWith('args.') ? path.slice('args.'.length) : path)
}

const comparisons: Readonly<Record<Operator, (value: Json) => string>> = {
  eq: (value) => `is ${shown(value)}`,
  neq: (value) => `is not ${shown(value)}`,
  lt: (value) => `is below ${shown(value)}`,
  lte: (value) => `is at most ${shown(value)}`,
  gt: (value) => `is above ${shown(value)}`,
  gte: (value) => `is at least ${shown(value)}`,
  in: (value) => `is ${choice(value)}`,
  not_in: (value) => `is not ${choice(value)}`,
  exists: (value) => (value === true ? 'is given' : 'is not given'),
  regex: (value) => `matches ${shown(value)}`,
  contains: (value) => `contains ${shown(value)}`,
}

const negations: Readonly<Record<Operator, (value: Json) => string>> = {
  eq: comparisons.neq,
  neq: comparisons.eq,
  lt: comparisons.gte,
  lte: comparisons.gt,
  gt: comparisons.lte,
  gte: comparisons.lt,
  in: comparisons.not_in,
  not_in: comparisons.in,
  exists: (value) => comparisons.exists(value !== true),
  regex: (value) => `does not match ${shown(value)}`,
  contains: (value) => `does not contain ${shown(value)}`,
}

function choice(value: Json): string {
  if (!Array.isArray(value)) return shown(value)
  return value.length === 0 ? 'in an empty list' : oneOf(value.map(shown))
}

/** A value in a sentence: numbers with thousands parted, strings in double quotes. */
function shown(value: Json): string {
  if (typeof value !== 'number') return JSON.stringify(value)
  const [whole = '', fraction] = String(value).split('.')
  if (!/^-?\d+$/.test(whole)) return String(value)
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? parted : `${parted}.${fraction}`
}

/** `` `amount` is above 10,000 ``. */
export function conditionWords({ path, op, value }: Condition): string {
  return `${argumentName(path)} ${comparisons[op](value)}`
}

/** What would have to be so for the condition not to hold. */
export function negatedWords({ path, op, value }: Condition): string {
  return `${argumentName(path)} ${negations[op](value)}`
}

/** All conditions of a predicate in one clause. */
export function predicateWords(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? 'always' : conditions.map(conditionWords).join(' and ')
}

/** `minute`, `day`, `90 seconds`. */
function windowWords(window: Window): string {
  return typeof window === 'string' ? window : secondsWords(window)
}

/** `second`, `hour`, `90 seconds`, `2 hours`. */
function secondsWords(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ]
  const [size, name] = units.find(([unit]) => seconds % unit === 0) ?? [1, 'second']
  return seconds === size ? name : `${seconds / size} ${name}s`
}

const scopes: Readonly<Record<Scope, string>> = {
  grant: 'per grant',
  session: 'per session',
  server: 'on this server',
  workspace: 'in this workspace',
}

/** `at most 30 calls a minute per grant`. */
export function limitWords({ max, window, scope, increment_from: path }: Omit<Limit, 'counter'>): string {
  const what = path === undefined ? (max === 1 ? 'call' : 'calls') : `of ${argumentName(path)} in all`
  const span = windowWords(window)
  const article = /^\d/.test(span) ? 'in' : span === 'hour' ? 'an' : 'a'
  return `at most ${shown(max)} ${what} ${article} ${span} ${scopes[scope]}`
}

/** `an admin or approver`, `two of admin or approver`. */
export function approversWords({ approvers, count }: ApprovalNeed): string {
  const who = oneOf(approvers)
  if (count > 1) return `${count} of ${who}`
  return /^[aeiou]/.test(who) ? `an ${who}` : `a ${who}`
}

/** A clause as a sentence. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`
}
