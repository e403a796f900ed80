import type { RequestFrame } from '#mcp/frame'
import type { ToolDefinition } from '#mcp/tool'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { headerValue } from './header-value.ts'

const prefix = 'mcp-param-'
const decimal = /^-?\d+(\.\d+)?$/

export type ParamHeaders =
  /** Names and values in turn, as the client wrote them. */
  | { readonly kind: 'same'; readonly headers: readonly string[] }
  | { readonly kind: 'mismatch'; readonly message: string }

/**
 * The `Mcp-Param-*` headers of a call that may go upstream: those that repeat an argument which the tool's schema marks
 * with `x-mcp-header` (MCP 2026-07-28, Transports, "Custom headers"). INVARIANT: nothing that was not compared with the
 * body goes along; a header whose argument is not there, or that the schema does not name, stays here.
 */
export function paramHeaders(
  rawHeaders: readonly string[],
  frame: RequestFrame,
  tool: ToolDefinition | undefined,
): ParamHeaders {
  const headers: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = rawHeaders[at + 1] ?? ''
    if (!name.startsWith(prefix)) continue
    const args = frame.params?.['arguments']
    const repeated = isJsonObject(args) ? argumentOf(tool?.inputSchema, args, name) : undefined
    if (repeated === undefined || repeated === null) continue
    if (!says(value, repeated))
      return { kind: 'mismatch', message: `\`${name}\` does not say the argument of the body` }
    if (headers.some((one, index) => index % 2 === 0 && one === name))
      return { kind: 'mismatch', message: `\`${name}\` must not be sent twice` }
    headers.push(name, value)
  }
  return { kind: 'same', headers }
}

/** What stands in the arguments where the schema's properties lead to a mark of this header's name. */
function argumentOf(schema: Json | undefined, args: JsonObject, header: string): Json | undefined {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  if (!isJsonObject(properties)) return undefined
  for (const [key, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue
    const value = args[key]
    const mark = property['x-mcp-header']
    if (typeof mark === 'string' && `${prefix}${mark.toLowerCase()}` === header) return value
    const inner = isJsonObject(value) ? argumentOf(property, value, header) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}

function says(header: string, argument: Json): boolean {
  const value = headerValue(header)
  if (typeof argument === 'number')
    return value !== undefined && decimal.test(value) && Number(value) === argument
  return value === (typeof argument === 'string' ? argument : JSON.stringify(argument))
}
