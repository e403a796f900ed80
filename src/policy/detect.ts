import type { ToolDefinition } from '#mcp/tool'
import { isJsonObject, type JsonObject } from '#std/json'
import type { Dispatcher } from './inventory.ts'
import { memberOf } from './path.ts'
import { enumOf, typesOf } from './schema-of-arguments.ts'

const toolWords = ['tool', 'tool_name', 'toolName']
const nameWords = ['action', 'operation', 'command', 'method', ...toolWords]
const argumentWords = ['params', 'parameters', 'args', 'arguments']

/** Proposes the tools that look like dispatchers; a person confirms, edits and adds. */
export function detectDispatchers(tools: readonly ToolDefinition[]): Dispatcher[] {
  return tools.flatMap((tool) => {
    const properties = propertiesOf(tool.inputSchema)
    return properties === undefined
      ? []
      : (single(tool.name, properties) ?? batch(tool.name, properties) ?? [])
  })
}

/** Whether what a proposed dispatcher runs are tools by their names, and not actions of its own. */
export function runsTools({ name }: Dispatcher): boolean {
  return toolWords.some((word) => name === word || name === `args.${word}`)
}

function propertiesOf(schema: JsonObject | undefined): JsonObject | undefined {
  const properties = schema && memberOf(schema, 'properties')
  return isJsonObject(properties) ? properties : undefined
}

/** One action: a name that is an enum, or a free string beside an object of arguments. */
function single(tool: string, properties: JsonObject): Dispatcher[] | undefined {
  const inner = argumentWords.find((word) => isOfType(properties, word, 'object'))
  const name = nameWords.find((word) => {
    const schema = memberOf(properties, word)
    if (!isJsonObject(schema)) return false
    return enumOf(schema).length > 1 || (inner !== undefined && isOfType(properties, word, 'string'))
  })
  if (name === undefined) return undefined
  const paths = { tool, name: `args.${name}` }
  return [inner === undefined ? paths : { ...paths, arguments: `args.${inner}` }]
}

/** A list of objects, each with a tool and its arguments. */
function batch(tool: string, properties: JsonObject): Dispatcher[] | undefined {
  for (const [each, schema] of Object.entries(properties)) {
    const items = isJsonObject(schema) ? memberOf(schema, 'items') : undefined
    const inside = isJsonObject(items) ? propertiesOf(items) : undefined
    if (inside === undefined) continue
    const name = nameWords.find((word) => isOfType(inside, word, 'string'))
    const inner = argumentWords.find((word) => isOfType(inside, word, 'object'))
    if (name !== undefined && inner !== undefined)
      return [{ tool, each: `args.${each}`, name, arguments: inner }]
  }
  return undefined
}

function isOfType(properties: JsonObject, name: string, type: string): boolean {
  const schema = memberOf(properties, name)
  return isJsonObject(schema) && (typesOf(schema)?.includes(type) ?? false)
}
