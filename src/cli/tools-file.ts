import type { ToolAnnotations, ToolDefinition } from '#mcp/tool'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { fail, ok, type Result } from '#std/result'

/** Reads tools from text: a `tools/list` array, an object with `tools`, one tool, or a tool a line. */
export function parseTools(text: string): Result<readonly ToolDefinition[]> {
  const whole = parseJson(text)
  if (whole !== undefined) return toolsOf(listOf(whole))
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values: Json[] = []
  for (const [index, line] of lines.entries()) {
    const value = parseJson(line)
    if (value === undefined) return notTools(`line ${index + 1} is not JSON`)
    values.push(value)
  }
  return values.length === 0 ? notTools('the file is empty') : toolsOf(values)
}

function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** The list in a document; the answer of a server may still be wrapped in its JSON-RPC message. */
function listOf(value: Json): Json {
  if (!isJsonObject(value)) return value
  const inner = isJsonObject(value['result']) ? value['result'] : value
  return inner['tools'] ?? (typeof inner['name'] === 'string' ? [inner] : inner)
}

function toolsOf(list: Json): Result<readonly ToolDefinition[]> {
  if (!Array.isArray(list)) return notTools('there is no list of tools')
  const tools: ToolDefinition[] = []
  for (const [index, value] of list.entries()) {
    const tool = toolOf(value)
    if (tool === undefined) return notTools(`entry ${index + 1} is not a tool with a name`)
    tools.push(tool)
  }
  return ok(tools)
}

function notTools(what: string): Result<never> {
  return fail({ code: 'tools-malformed', message: what })
}

// Servers send null where they mean nothing, and titles that are no texts: what cannot be read is left out.
function toolOf(value: Json): ToolDefinition | undefined {
  if (!isJsonObject(value)) return undefined
  const { name, title, description, inputSchema, outputSchema, annotations, ...rest } = value
  if (typeof name !== 'string' || name === '') return undefined
  if (description !== undefined && description !== null && typeof description !== 'string') return undefined
  if (inputSchema !== undefined && inputSchema !== null && !isJsonObject(inputSchema)) return undefined
  return {
    ...rest,
    name,
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(isJsonObject(inputSchema) ? { inputSchema } : {}),
    ...(isJsonObject(outputSchema) ? { outputSchema } : {}),
    ...(isJsonObject(annotations) ? { annotations: annotationsOf(annotations) } : {}),
  }
}

function annotationsOf(hints: JsonObject): ToolAnnotations {
  const { title, readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = hints
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof readOnlyHint === 'boolean' ? { readOnlyHint } : {}),
    ...(typeof destructiveHint === 'boolean' ? { destructiveHint } : {}),
    ...(typeof idempotentHint === 'boolean' ? { idempotentHint } : {}),
    ...(typeof openWorldHint === 'boolean' ? { openWorldHint } : {}),
  }
}
