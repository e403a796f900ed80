import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { actionsOf, qualified } from './dispatch.ts'
import type { Inventory, InventoryTool } from './inventory.ts'
import { memberOf } from './path.ts'
import { PolicyDocument } from './schema.ts'

/** How deep argument paths are offered. */
const deepestPath = 4

/**
 * The JSON Schema of a policy. With an inventory it offers the server's tools by name, with their descriptions, and
 * in each tool's rule the paths of that tool's arguments. It offers and never forbids: tools may vanish.
 */
export function policyJsonSchema(inventory?: Inventory): JsonObject {
  const schema = asObject(
    JSON.parse(JSON.stringify(z.toJSONSchema(PolicyDocument, { target: 'draft-7', io: 'input' }))),
  )
  if (inventory === undefined) return schema
  const rules = asObject(asObject(schema['properties'])['tools'])
  const tools = toolsByName(inventory)
  const properties = Object.fromEntries(
    tools.map(([name, tool]) => [name, ruleSchema(asObject(rules['additionalProperties']), tool)]),
  )
  const names = { anyOf: [{ enum: tools.map(([name]) => name) }, { type: 'string' }] }
  return withMembers(schema, {
    properties: withMembers(asObject(schema['properties']), {
      tools: withMembers(rules, { properties }),
      hide: withMembers(asObject(asObject(schema['properties'])['hide']), { items: names }),
    }),
  })
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function withMembers(whole: JsonObject, members: JsonObject): JsonObject {
  return { ...whole, ...members }
}

function toolsByName(inventory: Inventory): (readonly [string, InventoryTool])[] {
  const byName = new Map(inventory.tools.map((tool) => [tool.definition.name, tool]))
  const virtual = (inventory.dispatchers ?? []).flatMap((dispatcher) =>
    actionsOf(dispatcher, byName).map((action) => {
      const { name } = action.definition
      return [byName.has(name) ? qualified(dispatcher.tool, name) : name, action] as const
    }),
  )
  return [...[...byName], ...virtual]
}

/** The schema of a rule, where every `path` offers the arguments of the tool. */
function ruleSchema(rule: JsonObject, { definition, category }: InventoryTool): JsonObject {
  const description = `${definition.description ?? definition.name} (${category})`
  const paths = argumentPaths(definition.inputSchema, 'args', deepestPath)
  return { ...asObject(offerPaths(rule, [...paths, ...contextPaths])), description }
}

const contextPaths = ['grant.label', 'grant.tags', 'tool.risk', 'time.hour', 'time.weekday']

function offerPaths(schema: Json, paths: readonly string[]): Json {
  if (Array.isArray(schema)) return schema.map((one: Json) => offerPaths(one, paths))
  if (!isJsonObject(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([name, inner]) =>
      (name === 'path' || name === 'increment_from') && isJsonObject(inner)
        ? [name, { ...inner, anyOf: [{ enum: paths }, { type: 'string' }] }]
        : [name, offerPaths(inner, paths)],
    ),
  )
}

/** The paths of all arguments that an input schema names. */
export function argumentPaths(schema: JsonObject | undefined, path: string, depth: number): string[] {
  if (schema === undefined || depth === 0) return []
  const properties = asObject(memberOf(schema, 'properties'))
  return Object.entries(properties).flatMap(([name, inner]) => {
    const at = /^[^.[\]"\s]+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`
    const member = asObject(inner)
    const items = memberOf(member, 'items')
    const elements = isJsonObject(items) ? [`${at}[*]`, ...argumentPaths(items, `${at}[*]`, depth - 1)] : []
    return [at, ...elements, ...argumentPaths(member, at, depth - 1)]
  })
}
