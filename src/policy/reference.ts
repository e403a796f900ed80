import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { faults } from './faults.ts'
import { policyJsonSchema } from './json-schema.ts'

/** One field of the language, as a reference page shows it. */
interface ReferenceField {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly about: string
}

/** One section of the reference: an object of the language and its fields, or a list of names. */
export interface ReferenceSection {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly fields: readonly ReferenceField[]
}

const objects: readonly (readonly [id: string, title: string, about: string, path: readonly string[]])[] = [
  ['document', 'Policy', 'A policy is one JSON document; comments and trailing commas are allowed.', []],
  [
    'rule',
    'Rule',
    'What happens to one tool, to the tools of a pattern, or to a risk class.',
    ['tools', '*'],
  ],
  ['predicate', 'Predicate', 'Conditions that hold together.', ['tools', '*', 'require', '[]']],
  [
    'condition',
    'Condition',
    'One comparison of one value of a call.',
    ['tools', '*', 'require', '[]', 'conditions', '[]'],
  ],
  ['limit', 'Limit', 'A quota on calls, or on the sum of an argument.', ['tools', '*', 'limits', '[]']],
  [
    'rate-limit',
    'Rate limit',
    'Shorthand for a quota on the calls of one rule in one session.',
    ['tools', '*', 'rate_limit'],
  ],
  [
    'approval',
    'Approval',
    'Who is asked, how many must agree, and how long they have.',
    ['tools', '*', 'approval'],
  ],
  ['all-tools', 'All tools', 'What is judged for every call, before the rule of its tool.', ['all_tools']],
  ['test', 'Test', 'A call and what must become of it.', ['tests', '[]']],
]

/** The reference of the language, made from its schema and its faults. */
export function reference(): ReferenceSection[] {
  const schema = policyJsonSchema()
  const sections = objects.map(([id, title, about, path]) => ({
    id,
    title,
    about,
    fields: fieldsOf(inner(schema, path)),
  }))
  return [
    ...sections,
    {
      id: 'problems',
      title: 'Problems',
      about:
        'What the checker may say of a policy. An error blocks publishing; a security finding must be ticked.',
      fields: Object.entries(faults).map(([name, [type, about]]) => ({ name, type, required: false, about })),
    },
  ]
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

function fieldsOf(schema: JsonObject): ReferenceField[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(objectOf(schema['properties'])).map(([name, field]) => {
    const { description } = objectOf(field)
    const about = typeof description === 'string' ? description : ''
    return { name, type: typeWords(objectOf(field)), required: required.includes(name), about }
  })
}

function typeWords(schema: JsonObject): string {
  const { type, items, anyOf, additionalProperties } = schema
  if (Array.isArray(schema['enum'])) return schema['enum'].map((one: Json) => JSON.stringify(one)).join(', ')
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (type === 'array') return `list of ${typeWords(objectOf(items))}`
  if (type === 'object' && isJsonObject(additionalProperties))
    return `object of ${typeWords(additionalProperties)}`
  if (typeof type === 'string') return type === 'integer' ? 'whole number' : type
  if (Array.isArray(anyOf))
    return [...new Set(anyOf.map((one: Json) => typeWords(objectOf(one))))].join(' or ')
  return 'any value'
}
