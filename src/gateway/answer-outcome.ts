import type { RequestFrame, RequestId } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import type { UpstreamStatus } from '#model/activity'
import { isPlainResult } from './plain-result.ts'
import type { UpstreamFault } from './upstream/upstream.ts'

/** How much of an answer is kept to be looked at. Longer ones pass all the same and count as answered. */
export const lookedAt = 8 * 1024 * 1024
/** No server says at greater length that a session is lost. */
export const longestRefusal = 64 * 1024
/** So much is parsed in no time. */
const parsedAlways = 64 * 1024
const brace = 123

/** Whether an answer that was given in a session may mean that it is lost, and is to be looked at. */
export function mayBeSessionLoss(status: number): boolean {
  return status === 404 || status === 400
}

/**
 * Whether 400 or 404 means that the session is lost: always by 404 (MCP 2025-11-25, Transports, "Session Management"),
 * and where 400 speaks of sessions, or says what the SDK for TypeScript says after a restart; but not when the server
 * answers this very request with an error of its own.
 */
export function isSessionLoss(status: number, text: string, id?: RequestId): boolean {
  const answer = readServerMessage(text)
  const code = answer.kind === 'answer' && answer.id === id ? answer.errorCode : undefined
  if (code !== undefined && code !== -32000 && code !== -32001) return false
  return status === 404 || (status === 400 && /session|server not initialized/i.test(text))
}

/** Whether it is to be tried if another session helps. */
export function isLossFault({ code }: UpstreamFault): boolean {
  return code === 'session_lost' || code === 'session_refused'
}

/** An error of the server that it gave no id: it can only be about this request. */
export function rpcErrorIn(text: string, idText: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('error' in value)) return undefined
    return `{"jsonrpc":"2.0","id":${idText},"error":${JSON.stringify(value.error)}}`
  } catch {
    return undefined
  }
}

/** A long one is parsed only where the words of failure stand in it; any other must be an answer to this request. */
export function outcomeOf(status: number, body: Buffer, { id, idText }: RequestFrame): UpstreamStatus {
  if (status >= 400) return 'rpc_error'
  const isLong = body.length > parsedAlways && body[0] === brace
  if (isLong && (body.length >= lookedAt || !(body.includes('isError') || body.includes('"error"'))))
    return 'ok'
  if (isPlainResult(body.toString('latin1'), idText)) return 'ok'
  const message = readServerMessage(body.toString('utf8'))
  if (message.kind !== 'answer' || message.id !== id || message.result === undefined) return 'rpc_error'
  return message.result['isError'] === true ? 'tool_error' : 'ok'
}

/** How an answer ended a call that came by another way than its own. */
export function upstreamStatusOf(answer: string): UpstreamStatus {
  const message = readServerMessage(answer)
  if (message.kind !== 'answer' || message.result === undefined) return 'rpc_error'
  return message.result['isError'] === true ? 'tool_error' : 'ok'
}

/** What the record says of a request that had no answer. */
export function statusOf(fault: UpstreamFault): UpstreamStatus {
  if (fault.code === 'timeout') return 'timeout'
  return fault.wasReached && fault.code === 'broken_off' ? 'unknown' : 'unreachable'
}
