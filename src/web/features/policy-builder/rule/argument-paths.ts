import type { Condition } from '#policy'
import { categories } from '#risk'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { pointerSteps } from '#std/pointer'

export type ArgumentType = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'any'

/** What a condition can look at: an argument as the tool's own schema describes it, or a fact of the call. */
export interface ArgumentPath {
  /** `args.device.name`, `args.items[*].id`, `time.hour`. */
  readonly path: string
  readonly type: ArgumentType
  /** What a list has in it. */
  readonly items?: ArgumentType | undefined
  readonly required: boolean
  readonly description: string | undefined
  /** The values it can have, when the schema names them. */
  readonly choices: readonly Json[] | undefined
  /** What its values are called on a screen, where they are not their own names. */
  readonly words?: Readonly<Record<string, string>> | undefined
}

const deepest = 4
const most = 200

/** The arguments of a tool, nested ones and those in lists too, in the order of its schema. */
export function argumentPaths(schema: JsonObject | undefined): ArgumentPath[] {
  const found: ArgumentPath[] = []
  if (schema !== undefined) collectMembers({ root: schema, found }, schema, 'args', 1)
  return found.slice(0, most)
}

/** The arguments of several tools, each path once: what a rule for all of them can look at. */
export function sharedPaths(schemas: Iterable<JsonObject | undefined>): ArgumentPath[] {
  const byPath = new Map<string, ArgumentPath>()
  for (const schema of schemas) {
    for (const one of argumentPaths(schema)) {
      const known = byPath.get(one.path)
      // Tools that do not agree on an argument leave its type open.
      if (known === undefined) byPath.set(one.path, { ...one, required: false })
      else if (known.type !== one.type)
        byPath.set(one.path, { ...known, type: 'any', choices: undefined, description: undefined })
    }
    if (byPath.size > most) break
  }
  return [...byPath.values()].slice(0, most)
}

/** What every call tells beside its arguments (policy.md §3). */
export const callPaths: readonly ArgumentPath[] = [
  fact('grant.label', 'string', 'The label of the grant that calls.'),
  { ...fact('grant.tags', 'list', 'The tags of the grant that calls.'), items: 'string' },
  { ...fact('tool.risk', 'string', 'The risk class of the tool.'), choices: categories },
  fact('time.hour', 'number', 'The hour of the day in UTC, 0 to 23.'),
  {
    ...fact('time.weekday', 'number', 'The day of the week in UTC.'),
    choices: [1, 2, 3, 4, 5, 6, 7],
    words: {
      1: 'Monday',
      2: 'Tuesday',
      3: 'Wednesday',
      4: 'Thursday',
      5: 'Friday',
      6: 'Saturday',
      7: 'Sunday',
    },
  },
]

function fact(path: string, type: ArgumentType, description: string): ArgumentPath {
  return { path, type, required: true, description, choices: undefined }
}

/** A path that no schema names: it may be of any type. */
export function strangePath(path: string): ArgumentPath {
  return { path, type: 'any', required: false, description: undefined, choices: undefined }
}

interface Collecting {
  readonly root: JsonObject
  readonly found: ArgumentPath[]
}

function collectMembers(all: Collecting, schema: JsonObject, prefix: string, depth: number): void {
  const properties = schema['properties']
  if (!isJsonObject(properties)) return
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  for (const [name, property] of Object.entries(properties)) {
    if (all.found.length > most) return
    if (isJsonObject(property))
      collect(all, property, { path: `${prefix}${step(name)}`, required: required.includes(name), depth })
  }
}

interface At {
  readonly path: string
  readonly required: boolean
  readonly depth: number
}

function collect(all: Collecting, property: JsonObject, { path, required, depth }: At): void {
  const schema = meant(all.root, property)
  const description = property['description'] ?? schema['description']
  const items = schema['items']
  all.found.push({
    path,
    type: typeOf(schema),
    ...(isJsonObject(items) && { items: typeOf(meant(all.root, items)) }),
    required,
    description: typeof description === 'string' ? description : undefined,
    choices: choicesOf(schema),
  })
  if (depth >= deepest) return
  collectMembers(all, schema, path, depth + 1)
  if (isJsonObject(items)) collect(all, items, { path: `${path}[*]`, required: false, depth: depth + 1 })
}

/** A step as a path writes it: `.name`, or `["odd name"]`. */
function step(name: string): string {
  return /^[^.[\]"\s]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

/** What a schema comes to: through a reference within itself, and past the null that generators write beside a type. */
function meant(root: JsonObject, schema: JsonObject): JsonObject {
  const aim = schema['$ref']
  if (typeof aim === 'string' && aim.startsWith('#/')) {
    let at: Json | undefined = root
    for (const name of pointerSteps(aim)) at = isJsonObject(at) ? at[name] : undefined
    // Once only: a reference to a reference is rare, and one to itself would never end.
    return isJsonObject(at) && at['$ref'] === undefined ? meant(root, at) : {}
  }
  const any = schema['anyOf'] ?? schema['oneOf']
  if (schema['type'] !== undefined || !Array.isArray(any)) return schema
  const real = any.filter((one) => isJsonObject(one) && one['type'] !== 'null')
  return real.length === 1 && isJsonObject(real[0]) ? meant(root, real[0]) : schema
}

const types: Readonly<Record<string, ArgumentType>> = {
  integer: 'number',
  number: 'number',
  array: 'list',
  object: 'object',
  string: 'string',
  boolean: 'boolean',
}

function typeOf(schema: JsonObject): ArgumentType {
  const given = schema['type']
  const named = Array.isArray(given) ? given.filter((type) => type !== 'null') : [given]
  const [only, ...others] = named
  if (typeof only === 'string' && others.length === 0) return types[only] ?? 'any'
  if (schema['properties'] !== undefined) return 'object'
  const choices = choicesOf(schema)
  if (choices?.every((choice) => typeof choice === 'string') === true) return 'string'
  return choices?.every((choice) => typeof choice === 'number') === true ? 'number' : 'any'
}

function choicesOf(schema: JsonObject): readonly Json[] | undefined {
  const choices = schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']])
  return Array.isArray(choices) && choices.length > 0 && choices.length <= 100 ? choices : undefined
}

const operators: Readonly<Record<ArgumentType, readonly Condition['op'][]>> = {
  number: ['gt', 'gte', 'lt', 'lte', 'eq', 'neq', 'in', 'not_in', 'exists'],
  string: ['eq', 'neq', 'in', 'not_in', 'contains', 'regex', 'exists'],
  boolean: ['eq', 'neq', 'exists'],
  list: ['contains', 'exists'],
  object: ['exists', 'eq', 'neq'],
  any: ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in', 'contains', 'regex', 'exists'],
}

/** The comparisons that make sense for an argument, the likeliest first. */
export function operatorsFor({ type, choices }: ArgumentPath): readonly Condition['op'][] {
  if (choices === undefined || type === 'list') return operators[type]
  return type === 'number'
    ? ['eq', 'neq', 'in', 'not_in', 'gte', 'lte', 'exists']
    : ['eq', 'neq', 'in', 'not_in', 'exists']
}
