import type { IncomingHttpHeaders } from 'node:http'
import type { Frame } from '#mcp/frame'
import { headerValue } from './header-value.ts'

/** The parameter that `Mcp-Name` repeats, by method. */
const named: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['resources/subscribe', 'uri'],
  ['resources/unsubscribe', 'uri'],
  ['tasks/cancel', 'taskId'],
  ['tasks/get', 'taskId'],
  ['tasks/result', 'taskId'],
  ['tasks/update', 'taskId'],
])

/**
 * Why headers that repeat the body say something else, or nothing. INVARIANT: they go upstream, where something may act
 * by them, so they must say what was judged (MCP 2026-07-28, Transports, "Standard request headers").
 */
export function headerMismatch(headers: IncomingHttpHeaders, frame: Frame): string | undefined {
  const method = headers['mcp-method']
  const name = headers['mcp-name']
  if (method === undefined && name === undefined) return undefined
  if (frame.kind === 'response') return 'Mcp-Method and Mcp-Name do not belong to an answer'
  if (method !== undefined && method !== frame.method) return 'Mcp-Method does not say the method of the body'
  const key = named.get(frame.method)
  if (name === undefined) return undefined
  if (key === undefined) return 'Mcp-Name does not belong to a method that names nothing'
  const plain = typeof name === 'string' ? headerValue(name) : undefined
  return plain !== undefined && plain === frame.params?.[key]
    ? undefined
    : `Mcp-Name does not say the \`${key}\` of the body`
}
