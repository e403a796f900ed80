import { type Inventory, type InventoryTool, policyJsonSchema } from '#policy'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { type ArgumentPath, argumentPaths, callPaths } from '../rule/argument-paths.ts'
import type { JsonContext } from './json-context.ts'

/** Something that can be written at a place. */
export interface Offer {
  readonly label: string
  /** JSON: a quoted text, a number, `{}`. */
  readonly json: string
  /** For a name: what its value begins with, so that one can go on writing. */
  readonly value?: string | undefined
  readonly detail?: string | undefined
  readonly about?: string | undefined
}

/** Everything that is offered to a writer, made once for an inventory. */
export interface Lexicon {
  readonly schema: JsonObject
  readonly tools: ReadonlyMap<string, InventoryTool>
}

/** More are not drawn anyway; the next letter asks again. */
export const mostOffers = 200
const longestAbout = 600

export function lexiconOf(inventory: Inventory): Lexicon {
  return {
    schema: policyJsonSchema(),
    tools: new Map(inventory.tools.map((tool) => [tool.definition.name, tool])),
  }
}

/** What can be written at a place of a policy: from the schema of the language, and from this server's tools. */
export function offersAt(lexicon: Lexicon, context: JsonContext): Offer[] {
  const offers = context.kind === 'name' ? nameOffers(lexicon, context) : valueOffers(lexicon, context)
  const wanted = context.word.toLowerCase()
  return offers.filter(({ label }) => fits(label.toLowerCase(), wanted)).slice(0, mostOffers)
}

/** As Monaco filters: the letters in their order, others between them. */
function fits(label: string, wanted: string): boolean {
  let at = 0
  for (const letter of wanted) {
    at = label.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

function nameOffers(lexicon: Lexicon, { path, names, beside }: JsonContext): Offer[] {
  if (path[0] === 'tools' && path.length === 1)
    return toolOffers(lexicon).flatMap((offer) => (names.has(offer.label) ? [] : [{ ...offer, value: '{}' }]))
  if (path[0] === 'tests' && path[2] === 'args' && path.length === 3)
    return argumentNames(lexicon.tools.get(beside[1]?.get('tool') ?? ''), names)
  const schema = schemaAt(lexicon.schema, path)
  const { enum: keys } = objectOf(schema['propertyNames'])
  if (Array.isArray(keys))
    return keys.flatMap((key): Offer[] => (names.has(String(key)) ? [] : [{ ...literal(key), value: '{}' }]))
  return Object.entries(objectOf(schema['properties'])).flatMap(([name, property]): Offer[] => {
    if (names.has(name)) return []
    const field = objectOf(property)
    return [{ label: name, json: JSON.stringify(name), value: beginningOf(field), ...aboutOf(field) }]
  })
}

function valueOffers(lexicon: Lexicon, context: JsonContext): Offer[] {
  const { path, beside } = context
  const last = path.at(-1)
  if ((path[0] === 'hide' && path.length === 2) || (path[0] === 'tests' && last === 'tool'))
    return toolOffers(lexicon)
  const tool = path[0] === 'tools' ? lexicon.tools.get(path[1] ?? '') : undefined
  const paths = [...argumentPaths(tool?.definition.inputSchema), ...callPaths]
  if (path.at(-3) === 'conditions') {
    if (last === 'path') return paths.map(pathOffer)
    if (last === 'value') return choiceOffers(paths, beside[0]?.get('path'))
  }
  if (path.at(-4) === 'conditions' && path.at(-2) === 'value')
    return choiceOffers(paths, beside[1]?.get('path'))
  if (last === 'increment_from')
    return paths.filter(({ path, type }) => path.startsWith('args') && type === 'number').map(pathOffer)
  if (path.at(-2) === 'approvers')
    return ['admin', 'approver'].map((role) => ({ label: role, json: `"${role}"` }))
  return enumOffers(schemaAt(lexicon.schema, path))
}

function toolOffers({ tools }: Lexicon): Offer[] {
  return [...tools.values()].map(({ definition, category }) => ({
    label: definition.name,
    json: JSON.stringify(definition.name),
    detail: category,
    about: (definition.description ?? '').slice(0, longestAbout),
  }))
}

function argumentNames(tool: InventoryTool | undefined, names: ReadonlySet<string>): Offer[] {
  const properties = objectOf(tool?.definition.inputSchema?.['properties'])
  return Object.entries(properties).flatMap(([name, property]): Offer[] =>
    names.has(name)
      ? []
      : [{ label: name, json: JSON.stringify(name), value: '', ...aboutOf(objectOf(property)) }],
  )
}

function pathOffer({ path, type, required, description }: ArgumentPath): Offer {
  return {
    label: path,
    json: JSON.stringify(path),
    detail: path.startsWith('args') ? `${type}${required ? ', required' : ''}` : type,
    about: description?.slice(0, longestAbout),
  }
}

function choiceOffers(paths: readonly ArgumentPath[], path: string | undefined): Offer[] {
  const argument = paths.find((one) => one.path === path)
  if (argument?.type === 'boolean') return ['true', 'false'].map((word) => ({ label: word, json: word }))
  return (argument?.choices ?? []).map((choice) => {
    const json = JSON.stringify(choice)
    return { label: typeof choice === 'string' ? choice : json, json, detail: argument?.words?.[json] }
  })
}

function enumOffers(schema: JsonObject): Offer[] {
  const { enum: choices, const: only, type, anyOf } = schema
  if (Array.isArray(choices)) return choices.map(literal)
  if (only !== undefined) return [literal(only)]
  if (type === 'boolean') return [literal(true), literal(false)]
  return Array.isArray(anyOf) ? anyOf.flatMap((one: Json) => enumOffers(objectOf(one))) : []
}

function literal(value: Json): Offer {
  const json = JSON.stringify(value)
  return { label: typeof value === 'string' ? value : json, json }
}

/** What is known of the word at a place: the field, the tool or the argument that it names. */
export function aboutAt(lexicon: Lexicon, context: JsonContext): Offer | undefined {
  const { kind, path, word } = context
  const exact = (offers: readonly Offer[]) => offers.find(({ label }) => label === word)
  // A name that stands there already is no longer offered, and still has a meaning.
  if (kind === 'name') return exact(nameOffers(lexicon, { ...context, names: new Set() }))
  const offer = exact(valueOffers(lexicon, context))
  return offer?.about === undefined ? fieldOf(lexicon, path) : offer
}

function fieldOf({ schema }: Lexicon, path: readonly string[]): Offer | undefined {
  const { about } = aboutOf(schemaAt(schema, path))
  const name = path.at(-1)
  return about === undefined || name === undefined ? undefined : { label: name, json: '', about }
}

function schemaAt(schema: JsonObject, path: readonly string[]): JsonObject {
  let at = schema
  for (const step of path) {
    const named = objectOf(at['properties'])[step]
    at = objectOf(named ?? at['items'] ?? at['additionalProperties'])
  }
  return at
}

function aboutOf(schema: JsonObject): Pick<Offer, 'about'> {
  const about = schema['description']
  return typeof about === 'string' ? { about: about.slice(0, longestAbout) } : {}
}

/** How a value of a field begins. */
function beginningOf({ type, enum: choices, const: only }: JsonObject): string {
  if (only !== undefined) return JSON.stringify(only)
  if (type === 'array') return '[]'
  if (type === 'object') return '{}'
  return type === 'string' || Array.isArray(choices) ? '""' : ''
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
