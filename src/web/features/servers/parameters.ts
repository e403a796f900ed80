import { isJsonObject, type Json, type JsonObject } from '#std/json'

/** One argument of a tool, as its input schema says; nested ones by path, list items with `[]`. */
export interface Parameter {
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly description: string | undefined
  /** What else the schema asks for: the values allowed, the default, the bounds. */
  readonly rules: readonly string[]
}

const deepest = 4

/** The arguments of a tool in the order of its schema, nested ones after their parent. */
export function parametersOf(schema: JsonObject | undefined): readonly Parameter[] {
  return schema === undefined ? [] : membersOf({ schema, root: schema, prefix: '', depth: 0 })
}

interface Place {
  readonly schema: JsonObject
  readonly root: JsonObject
  readonly prefix: string
  readonly depth: number
}

function membersOf({ schema, root, prefix, depth }: Place): readonly Parameter[] {
  const properties = schema['properties']
  if (!isJsonObject(properties) || depth >= deepest) return []
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(properties).flatMap(([name, value]) => {
    const member = resolved(value, root)
    if (member === undefined) return []
    const path = `${prefix}${name}`
    const own: Parameter = {
      path,
      type: typeWords(member, root),
      required: required.includes(name),
      description: textOf(member['description']) ?? textOf(member['title']),
      rules: rulesOf(member),
    }
    const items = resolved(member['items'], root)
    return [
      own,
      ...membersOf({ schema: member, root, prefix: `${path}.`, depth: depth + 1 }),
      ...(items ? membersOf({ schema: items, root, prefix: `${path}[].`, depth: depth + 1 }) : []),
    ]
  })
}

/** A schema with its local `$ref` followed ([JSON Schema, 8.2.3.1](https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.3.1)), a few steps at most. */
function resolved(value: Json | undefined, root: JsonObject, steps = 3): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined
  const reference = value['$ref']
  if (typeof reference !== 'string' || steps === 0) return value
  let target: Json | undefined = root
  for (const step of reference.replace(/^#\/?/, '').split('/').filter(Boolean))
    target = isJsonObject(target) ? target[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  const found = resolved(target, root, steps - 1)
  return found === undefined ? value : { ...found, ...value }
}

function typeWords(schema: JsonObject, root: JsonObject): string {
  const { type, anyOf, oneOf, const: only } = schema
  if (Array.isArray(schema['enum'])) return 'one of'
  if (only !== undefined) return 'constant'
  if (Array.isArray(type)) return type.join(' or ')
  if (type === 'array') {
    const items = resolved(schema['items'], root)
    const inner = items === undefined ? '' : typeWords(items, root)
    return inner === '' || inner === 'anything' ? 'list' : `list of ${inner}`
  }
  if (typeof type === 'string') return type
  const choices = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : []
  const words = choices
    .map((choice) => resolved(choice, root))
    .filter((choice) => choice !== undefined)
    .map((choice) => typeWords(choice, root))
  return words.length === 0 ? 'anything' : [...new Set(words)].join(' or ')
}

const bounds: readonly (readonly [string, string])[] = [
  ['minimum', 'at least'],
  ['exclusiveMinimum', 'above'],
  ['maximum', 'at most'],
  ['exclusiveMaximum', 'below'],
  ['minLength', 'shortest'],
  ['maxLength', 'longest'],
  ['minItems', 'fewest'],
  ['maxItems', 'most'],
  ['pattern', 'matches'],
  ['format', 'format'],
]

function rulesOf(schema: JsonObject): readonly string[] {
  const values = schema['enum']
  const only = schema['const']
  const given = schema['default']
  return [
    ...(Array.isArray(values) ? [values.map(printed).join(', ')] : []),
    ...(only === undefined ? [] : [printed(only)]),
    ...(given === undefined ? [] : [`default ${printed(given)}`]),
    ...bounds.flatMap(([name, words]) => {
      const value = schema[name]
      return typeof value === 'number' || typeof value === 'string' ? [`${words} ${value}`] : []
    }),
  ]
}

function printed(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
