import { type Inventory, policyJsonSchema } from '#policy'
import { isJsonObject, type Json, type JsonObject } from '#std/json'

/** With more tools than this the argument paths of every single one would make a schema of many megabytes. */
const mostInDetail = 100
/** A description is read in a hover, and some servers write books. */
const longestWords = 600

/** What the editor offers to write: this server's tools with their own words and, while they are few, their arguments. */
export function completionSchema(inventory: Inventory): JsonObject {
  if (inventory.tools.length <= mostInDetail) return policyJsonSchema(inventory)
  const schema = policyJsonSchema()
  const properties = member(schema, 'properties')
  const tools = member(properties, 'tools')
  const named = Object.fromEntries(
    inventory.tools.map(({ definition, category }): [string, Json] => [
      definition.name,
      {
        allOf: [{ $ref: '#/properties/tools/additionalProperties' }],
        description: `${(definition.description ?? definition.name).slice(0, longestWords)} (${category})`,
      },
    ]),
  )
  return { ...schema, properties: { ...properties, tools: { ...tools, properties: named } } }
}

function member(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}
