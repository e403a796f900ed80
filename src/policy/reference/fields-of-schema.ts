import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { policyJsonSchema } from '../json-schema.ts'
import { oneOf } from '../words.ts'
import type { ReferenceField } from './block.ts'

/** Where the objects of the language stand in the schema: `*` is any name, `[]` any element. */
const places = {
  document: [],
  rule: ['tools', '*'],
  'all-tools': ['all_tools'],
  predicate: ['tools', '*', 'require', '[]'],
  condition: ['tools', '*', 'require', '[]', 'conditions', '[]'],
  limit: ['tools', '*', 'limits', '[]'],
  'rate-limit': ['tools', '*', 'rate_limit'],
  approval: ['tools', '*', 'approval'],
  test: ['tests', '[]'],
} as const satisfies Record<string, readonly string[]>

/** The objects of the language. */
export type ObjectName = keyof typeof places

/** Which object of the language has these fields, by the fields' names. */
type Known = ReadonlyMap<string, string>

/** Reads the schema once; the answer gives the fields of any object of the language. */
export function fieldsOfSchema(): (name: ObjectName) => ReferenceField[] {
  const schema = policyJsonSchema()
  const known = new Map(Object.entries(places).map(([name, path]) => [shapeOf(inner(schema, path)), name]))
  return (name) => fieldsOf(inner(schema, places[name]), known)
}

function fieldsOf(schema: JsonObject, known: Known): ReferenceField[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(objectOf(schema['properties'])).map(([name, value]) => {
    const field = objectOf(value)
    const { description, default: otherwise } = field
    const see = objectIn(field, known)
    return {
      name,
      type: typeWords(field, known),
      ...(see !== undefined && { see }),
      required: required.includes(name),
      ...(otherwise !== undefined && { otherwise: JSON.stringify(otherwise) }),
      about: typeof description === 'string' ? description : '',
    }
  })
}

function inner(schema: JsonObject, path: readonly string[]): JsonObject {
  return path.reduce<JsonObject>((at, step) => {
    if (step === '[]') return objectOf(at['items'])
    return step === '*' ? objectOf(at['additionalProperties']) : objectOf(objectOf(at['properties'])[step])
  }, schema)
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function shapeOf(schema: JsonObject): string {
  return Object.keys(objectOf(schema['properties'])).join()
}

/** The object of the language that a field holds: alone, in a list or by name. */
function objectIn(schema: JsonObject, known: Known): string | undefined {
  const { items, additionalProperties } = schema
  if (isJsonObject(items)) return objectIn(items, known)
  if (isJsonObject(additionalProperties)) return objectIn(additionalProperties, known)
  return known.get(shapeOf(schema))
}

function typeWords(schema: JsonObject, known: Known): string {
  const { type, items, anyOf, additionalProperties } = schema
  if (Array.isArray(schema['enum'])) return oneOf(schema['enum'].map(code))
  if (schema['const'] !== undefined) return code(schema['const'])
  if (type === 'array') return `list of ${typeWords(objectOf(items), known)}s`
  if (type === 'object') return objectWords(objectIn(schema, known), isJsonObject(additionalProperties))
  if (typeof type === 'string') return type === 'integer' ? 'whole number' : type
  if (Array.isArray(anyOf))
    return [...new Set(anyOf.map((one: Json) => typeWords(objectOf(one), known)))].join(' or ')
  return 'any value'
}

function objectWords(name: string | undefined, many: boolean): string {
  if (name === undefined) return 'object'
  const words = name.replace('-', ' ')
  return many ? `${words}s by name` : words
}

function code(value: Json): string {
  return `\`${JSON.stringify(value)}\``
}
