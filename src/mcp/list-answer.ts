import { isJsonObject } from '#std/json'
import { elementSpans, memberSpan, type Span, withSpan } from './strict-json.ts'
import type { ToolDefinition } from './tool.ts'

/** An answer to `tools/list`, taken apart. */
export interface ListAnswer {
  /** What is left when `isShown` has spoken; every other character is the server's. */
  readonly text: string
  /** All tools that the server named, the hidden too. */
  readonly tools: readonly ToolDefinition[]
  readonly nextCursor: string | undefined
}

/** Whether a value is a tool's definition; only a name can be asked for. */
export function isToolDefinition(value: unknown): value is ToolDefinition {
  return isJsonObject(value) && typeof value['name'] === 'string'
}

/** Whether a message of a server may hold a list of tools: an answer that does, a batch, or what cannot be read. */
export function holdsTools(text: string): boolean {
  // The name can be written with escapes too; all else needs no second look.
  if (!(text.includes('"tools"') || text.includes('\\u'))) return false
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return true
  }
  if (Array.isArray(message)) return true
  const result = isJsonObject(message) ? message['result'] : undefined
  return isJsonObject(result) && Array.isArray(result['tools'])
}

/**
 * Cuts tools out of an answer to `tools/list`. Undefined when it cannot be read with certainty, which must not pass.
 * An error, or a result without tools, has nothing to cut and is left as it is.
 */
export function filterTools(
  text: string,
  isShown: (tool: ToolDefinition) => boolean,
): ListAnswer | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  // A batch could hold several lists.
  if (!isJsonObject(answer)) return undefined
  const result = answer['result']
  const listed = isJsonObject(result) ? result['tools'] : undefined
  if (listed === undefined) return { text, tools: [], nextCursor: undefined }
  if (!Array.isArray(listed)) return undefined
  const resultSpan = memberSpan(text, 'result')
  const listSpan = resultSpan && memberSpan(text, 'tools', resultSpan.start)
  if (listSpan === undefined) return undefined
  const spans = elementSpans(text, listSpan.start)
  if (spans.length !== listed.length) return undefined
  const tools: ToolDefinition[] = []
  const kept: Span[] = []
  for (const [index, span] of spans.entries()) {
    const tool: unknown = listed[index]
    // What has no name cannot be called, nor judged, so it is not shown.
    if (!isToolDefinition(tool)) continue
    tools.push(tool)
    if (isShown(tool)) kept.push(span)
  }
  const cursor = isJsonObject(result) ? result['nextCursor'] : undefined
  const nextCursor = typeof cursor === 'string' ? cursor : undefined
  if (kept.length === spans.length) return { text: asPrivate(text), tools, nextCursor }
  const inner = kept.map((span) => text.slice(span.start, span.end)).join(',')
  return { text: asPrivate(withSpan(text, listSpan, `[${inner}]`)), tools, nextCursor }
}

/**
 * What one grant is shown is no answer for another, so no cache may share it (MCP 2026-07-28, "cacheScope"). A result
 * that says of what type it is comes from that time, and a server that forgot the scope must not have said `public`.
 */
function asPrivate(text: string): string {
  if (!(text.includes('cacheScope') || text.includes('resultType'))) return text
  const result = memberSpan(text, 'result')
  if (result === undefined) return text
  const scope = memberSpan(text, 'cacheScope', result.start)
  if (scope !== undefined) return withSpan(text, scope, '"private"')
  if (memberSpan(text, 'resultType', result.start) === undefined) return text
  const end = result.end - 1
  return `${text.slice(0, end)},"cacheScope":"private"${text.slice(end)}`
}
