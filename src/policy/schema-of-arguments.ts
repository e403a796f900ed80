import { jsonType } from '#std/equal'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { isList, memberOf, type Step } from './path.ts'

/**
 * What an input schema says of one argument. `unknown` is the honest answer wherever the schema is silent, uses
 * `$ref`, or offers several shapes.
 */
export type ArgumentKnowledge =
  | { readonly kind: 'known'; readonly schema: JsonObject; readonly required: boolean }
  | { readonly kind: 'impossible'; readonly at: string; readonly names: readonly string[] }
  | { readonly kind: 'unnamed' }
  | { readonly kind: 'unknown' }

/** Follows a path through an input schema. */
export function argumentKnowledge(root: JsonObject | undefined, steps: readonly Step[]): ArgumentKnowledge {
  if (root === undefined) return { kind: 'unknown' }
  let schema = root
  let required = true
  for (const step of steps) {
    if (isOpenEnded(schema)) return { kind: 'unknown' }
    const next = step.kind === 'member' ? memberSchema(schema, step.name) : elementSchema(schema)
    if (next.kind !== 'known') return next
    required = required && next.required
    schema = next.schema
  }
  return { kind: 'known', schema, required }
}

/** Shapes that this reader does not follow: what they say is unknown, never guessed. */
function isOpenEnded(schema: JsonObject): boolean {
  return ['$ref', 'anyOf', 'oneOf', 'allOf', 'if', 'patternProperties', '$dynamicRef'].some((word) =>
    Object.hasOwn(schema, word),
  )
}

function memberSchema(schema: JsonObject, name: string): ArgumentKnowledge {
  const properties = memberOf(schema, 'properties')
  const named = isJsonObject(properties) ? memberOf(properties, name) : undefined
  if (isJsonObject(named)) return { kind: 'known', schema: named, required: requiredNames(schema).has(name) }
  if (named !== undefined) return { kind: 'unknown' }
  const more = memberOf(schema, 'additionalProperties')
  if (more === false || !mayBe(schema, 'object'))
    return { kind: 'impossible', at: name, names: isJsonObject(properties) ? Object.keys(properties) : [] }
  return { kind: 'unnamed' }
}

function elementSchema(schema: JsonObject): ArgumentKnowledge {
  if (!mayBe(schema, 'array')) return { kind: 'impossible', at: '[*]', names: [] }
  const items = memberOf(schema, 'items')
  // A list may be empty, so an element is never certain to be there.
  if (isJsonObject(items) && !Object.hasOwn(schema, 'prefixItems'))
    return { kind: 'known', schema: items, required: false }
  return { kind: 'unknown' }
}

/** The members that an object must have. */
export function requiredNames(schema: JsonObject): ReadonlySet<Json> {
  const required = memberOf(schema, 'required')
  return new Set(required !== undefined && isList(required) ? required : [])
}

/** The types that a schema admits, in the words of JSON Schema; undefined when it does not say, nor lists values that do. */
export function typesOf(schema: JsonObject): readonly string[] | undefined {
  return statedTypes(schema) ?? valueTypes(schema)
}

/** Those that it has a word for. */
export function statedTypes(schema: JsonObject): readonly string[] | undefined {
  const type = memberOf(schema, 'type')
  if (typeof type === 'string') return [type]
  if (type !== undefined && isList(type)) return type.filter((one) => typeof one === 'string')
  return undefined
}

function valueTypes(schema: JsonObject): readonly string[] | undefined {
  const types = valuesOf(schema)?.map((value) => (isList(value) ? 'array' : jsonType(value)))
  return types && [...new Set(types)]
}

/** The values that an argument may have, if the schema lists them. */
export function valuesOf(schema: JsonObject): readonly Json[] | undefined {
  const only = memberOf(schema, 'const')
  if (only !== undefined) return [only]
  const values = memberOf(schema, 'enum')
  return values !== undefined && isList(values) && values.length > 0 ? values : undefined
}

function mayBe(schema: JsonObject, type: string): boolean {
  return typesOf(schema)?.includes(type) ?? true
}

/** The schema of an argument, where it is certain. */
export function argumentAt(root: JsonObject | undefined, steps: readonly Step[]): JsonObject | undefined {
  const knowledge = argumentKnowledge(root, steps)
  return knowledge.kind === 'known' ? knowledge.schema : undefined
}

/** The strings that an argument may be, if it is one of a list. */
export function enumOf(schema: JsonObject | undefined): string[] {
  const values = schema && memberOf(schema, 'enum')
  return values !== undefined && isList(values) ? values.filter((one) => typeof one === 'string') : []
}
