import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { actionsOf, qualified } from './dispatch.ts'
import type { Inventory, InventoryTool } from './inventory.ts'
import { memberOf, stepText } from './path.ts'
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
  const sections = asObject(schema['properties'])
  const rules = asObject(sections['tools'])
  const tools = toolsByName(inventory)
  const properties = Object.fromEntries(tools.map(([name, tool]) => [name, ruleSchema(tool)]))
  const names = { anyOf: [{ enum: tools.map(([name]) => name) }, { type: 'string' }] }
  return {
    ...schema,
    definitions: { rule: asObject(rules['additionalProperties']) },
    properties: {
      ...sections,
      hide: { ...asObject(sections['hide']), items: names },
      tools: { ...rules, properties, additionalProperties: rule },
    },
  }
}

/** Every rule is of one shape: that stands in the schema once, or the schema of 5,000 tools would be 30 MB. */
const rule = { $ref: '#/definitions/rule' }

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
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

/** What one tool adds to the schema of a rule: every `path` offers its arguments. */
function ruleSchema({ definition, category }: InventoryTool): JsonObject {
  const description = `${definition.description ?? definition.name} (${category})`
  const paths = argumentPaths(definition.inputSchema, 'args', deepestPath)
  if (paths.length === 0) return { description, allOf: [rule] }
  const offered = { anyOf: [{ enum: [...paths, ...contextPaths] }, { type: 'string' }] }
  const condition = { properties: { path: offered } }
  const predicates = { items: { properties: { conditions: { items: condition } } } }
  const limits = {
    items: { properties: { increment_from: { anyOf: [{ enum: paths }, { type: 'string' }] } } },
  }
  return {
    description,
    allOf: [
      rule,
      { properties: { require: predicates, deny_if: predicates, approve_if: predicates, limits } },
    ],
  }
}

const contextPaths = ['grant.label', 'grant.tags', 'tool.risk', 'time.hour', 'time.weekday']

/** The paths of all arguments that an input schema names. */
export function argumentPaths(schema: JsonObject | undefined, path: string, depth: number): string[] {
  if (schema === undefined || depth === 0) return []
  const properties = asObject(memberOf(schema, 'properties'))
  return Object.entries(properties).flatMap(([name, inner]) => {
    const at = path + stepText({ kind: 'member', name })
    const member = asObject(inner)
    const items = memberOf(member, 'items')
    const elements = isJsonObject(items) ? [`${at}[*]`, ...argumentPaths(items, `${at}[*]`, depth - 1)] : []
    return [at, ...elements, ...argumentPaths(member, at, depth - 1)]
  })
}
