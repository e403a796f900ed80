import type { Condition } from '#policy'
import { isJsonObject, type Json, type JsonObject } from '#std/json'

type ArgumentType = 'string' | 'number' | 'boolean' | 'list' | 'other'

/** An argument that a condition can look at, as the tool's own schema describes it. */
export interface ArgumentPath {
  /** `args.device.name`. */
  readonly path: string
  readonly type: ArgumentType
  readonly required: boolean
  readonly description: string | undefined
  /** The values it can have, when the schema names them. */
  readonly choices: readonly Json[] | undefined
}

const deepest = 3
const most = 200

/** The arguments of a tool, nested ones too, in the order of its schema. */
export function argumentPaths(schema: JsonObject | undefined): ArgumentPath[] {
  const found: ArgumentPath[] = []
  if (schema !== undefined) collect(schema, 'args', 1, found)
  return found.slice(0, most)
}

function collect(schema: JsonObject, prefix: string, depth: number, found: ArgumentPath[]): void {
  const properties = schema['properties']
  if (!isJsonObject(properties) || found.length > most) return
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue
    const path = `${prefix}${step(name)}`
    found.push({
      path,
      type: typeOf(property),
      required: required.includes(name),
      description: typeof property['description'] === 'string' ? property['description'] : undefined,
      choices: choicesOf(property),
    })
    if (depth < deepest) collect(property, path, depth + 1, found)
  }
}

/** A step as a path writes it: `.name`, or `["odd name"]`. */
function step(name: string): string {
  return /^[^.[\]"\s]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

function typeOf(schema: JsonObject): ArgumentType {
  const named = Array.isArray(schema['type'])
    ? schema['type'].find((type) => type !== 'null')
    : (schema['type'] ?? alternative(schema)?.['type'])
  if (named === 'integer' || named === 'number') return 'number'
  if (named === 'array') return 'list'
  if (named === 'string' || named === 'boolean') return named
  return choicesOf(schema)?.every((choice) => typeof choice === 'string') === true ? 'string' : 'other'
}

/** The one alternative beside null, as generators write optional arguments: `anyOf: [{ type }, { type: "null" }]`. */
function alternative(schema: JsonObject): JsonObject | undefined {
  const any = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(any)) return undefined
  const real = any.filter((one) => isJsonObject(one) && one['type'] !== 'null')
  return real.length === 1 && isJsonObject(real[0]) ? real[0] : undefined
}

function choicesOf(schema: JsonObject): readonly Json[] | undefined {
  const choices = schema['enum'] ?? alternative(schema)?.['enum']
  return Array.isArray(choices) && choices.length > 0 && choices.length <= 100 ? choices : undefined
}

const operators: Readonly<Record<ArgumentType, readonly Condition['op'][]>> = {
  number: ['gt', 'gte', 'lt', 'lte', 'eq', 'neq', 'in', 'not_in', 'exists'],
  string: ['eq', 'neq', 'in', 'not_in', 'contains', 'regex', 'exists'],
  boolean: ['eq', 'exists'],
  list: ['contains', 'exists'],
  other: ['exists'],
}

/** The comparisons that make sense for an argument, the likeliest first. */
export function operatorsFor({ type, choices }: ArgumentPath): readonly Condition['op'][] {
  if (choices === undefined) return operators[type]
  return ['eq', 'neq', 'in', 'not_in', 'exists']
}

/** What was typed as a value of the argument's type, or why it is none. */
export function typedValue(
  text: string,
  argument: Pick<ArgumentPath, 'type'>,
  op: Condition['op'],
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string } {
  if (op === 'exists') return { ok: true, value: text !== 'false' }
  if (op === 'in' || op === 'not_in') {
    const parts = text.split(',').map((part) => part.trim())
    const values: Json[] = []
    for (const part of parts) {
      const one = scalarOf(part, argument.type)
      if (one === undefined) return { ok: false, message: 'Write values with commas between them.' }
      values.push(one)
    }
    return { ok: true, value: values }
  }
  const value = scalarOf(text, argument.type)
  if (value !== undefined) return { ok: true, value }
  return { ok: false, message: argument.type === 'number' ? 'Write a number.' : 'Write a value.' }
}

function scalarOf(text: string, type: ArgumentType): Json | undefined {
  if (type === 'number') {
    const number = Number(text)
    return text.trim() === '' || !Number.isFinite(number) ? undefined : number
  }
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  return text === '' ? undefined : text
}
