import type { ToolDefinition } from '#mcp/tool'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '#std/json'
import { memberOf, stepText } from './path.ts'
import { enumOf, requiredNames, statedTypes } from './schema-of-arguments.ts'

/** One way in which a tool's definition is another than it was. Paths are those of conditions: `args.filter.name`. */
export type DefinitionChange =
  | { readonly kind: 'argument_removed'; readonly path: string }
  | { readonly kind: 'argument_added'; readonly path: string; readonly required: boolean }
  | {
      readonly kind: 'type_changed'
      readonly path: string
      /** In the words of JSON Schema; undefined where the schema does not say. */
      readonly before: string | undefined
      readonly after: string | undefined
    }
  | { readonly kind: 'required_changed'; readonly path: string; readonly required: boolean }
  | {
      readonly kind: 'values_changed'
      readonly path: string
      readonly removed: readonly string[]
      readonly added: readonly string[]
    }
  /** Keywords of its schema that say something else: `maximum`, `description`. */
  | { readonly kind: 'argument_changed'; readonly path: string; readonly keywords: readonly string[] }
  /** A part of the definition beside its arguments: `description`, `annotations`. */
  | { readonly kind: 'part_changed'; readonly part: string }

const gravity = [
  'argument_removed',
  'type_changed',
  'values_changed',
  'required_changed',
  'argument_added',
  'argument_changed',
  'part_changed',
] as const satisfies readonly DefinitionChange['kind'][]

/** What a server has changed of a tool; what can break a condition comes first. */
export function definitionChanges(before: ToolDefinition, after: ToolDefinition): DefinitionChange[] {
  const changes = [...argumentChanges(before.inputSchema, after.inputSchema), ...partChanges(before, after)]
  return gravity.flatMap((kind) => changes.filter((change) => change.kind === kind))
}

/** As deep as an argument is told apart; what lies deeper is a change of the argument that holds it. */
const deepest = 5

interface Argument {
  readonly schema: JsonObject
  readonly required: boolean
  readonly inner: ReadonlyMap<string, Argument>
}

function argumentChanges(before: JsonObject | undefined, after: JsonObject | undefined): DefinitionChange[] {
  const [was, is] = [argumentOf(before), argumentOf(after)]
  return [...keywordChanges('args', was, is), ...innerChanges('args', was, is)]
}

function argumentOf(schema: Json | undefined, required = true, depth = deepest): Argument {
  const object = isJsonObject(schema) ? schema : {}
  const inner = new Map<string, Argument>()
  if (depth > 0) {
    const properties = memberOf(object, 'properties')
    const names = requiredNames(object)
    for (const [name, property] of Object.entries(isJsonObject(properties) ? properties : {}))
      inner.set(stepText({ kind: 'member', name }), argumentOf(property, names.has(name), depth - 1))
    const items = memberOf(object, 'items')
    if (isJsonObject(items)) inner.set('[*]', argumentOf(items, false, depth - 1))
  }
  return { schema: object, required, inner }
}

function innerChanges(path: string, before: Argument, after: Argument): DefinitionChange[] {
  const steps = new Set([...before.inner.keys(), ...after.inner.keys()])
  return [...steps].flatMap((step) => {
    const [was, is] = [before.inner.get(step), after.inner.get(step)]
    const at = path + step
    // The elements of a list are no argument by themselves: that the list has them is a word of its schema.
    if (step === '[*]' && (was === undefined || is === undefined)) return []
    if (is === undefined) return [{ kind: 'argument_removed', path: at } as const]
    if (was === undefined) return [{ kind: 'argument_added', path: at, required: is.required } as const]
    return [...ownChanges(at, was, is), ...innerChanges(at, was, is)]
  })
}

function ownChanges(path: string, before: Argument, after: Argument): DefinitionChange[] {
  const changes: DefinitionChange[] = []
  const [type, typeAfter] = [typeWords(before.schema), typeWords(after.schema)]
  if (type !== typeAfter) changes.push({ kind: 'type_changed', path, before: type, after: typeAfter })
  const [values, valuesAfter] = [enumOf(before.schema), enumOf(after.schema)]
  const removed = values.filter((value) => !valuesAfter.includes(value))
  const added = valuesAfter.filter((value) => !values.includes(value))
  if (removed.length + added.length > 0) changes.push({ kind: 'values_changed', path, removed, added })
  if (before.required !== after.required)
    changes.push({ kind: 'required_changed', path, required: after.required })
  return [...changes, ...keywordChanges(path, before, after)]
}

function typeWords(schema: JsonObject): string | undefined {
  return statedTypes(schema)?.toSorted().join(' or ')
}

/** The keywords that say something else, and are not told by a change of another kind. */
function keywordChanges(path: string, before: Argument, after: Argument): DefinitionChange[] {
  const isTold = (keyword: string) => {
    if (keyword === 'properties') return before.inner.size + after.inner.size > 0
    if (keyword === 'items') return before.inner.has('[*]') && after.inner.has('[*]')
    if (keyword === 'type') return path !== 'args'
    if (keyword === 'enum') return !isSame(enumOf(before.schema), enumOf(after.schema))
    return keyword === 'required' && before.inner.size + after.inner.size > 0
  }
  const keywords = differing(before.schema, after.schema).filter((keyword) => !isTold(keyword))
  return keywords.length === 0 ? [] : [{ kind: 'argument_changed', path, keywords }]
}

function partChanges(before: ToolDefinition, after: ToolDefinition): DefinitionChange[] {
  const json = (definition: ToolDefinition): JsonObject => JSON.parse(JSON.stringify(definition))
  return differing(json(before), json(after))
    .filter((part) => part !== 'name' && part !== 'inputSchema')
    .map((part) => ({ kind: 'part_changed', part }))
}

function differing(before: JsonObject, after: JsonObject): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => !isSame(memberOf(before, key), memberOf(after, key)))
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a === b || canonicalJson(a) === canonicalJson(b)
}
