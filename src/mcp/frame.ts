import { isJsonObject, type JsonObject } from '#std/json'
import { fail, ok, type Result } from '#std/result'
import { readPlainObject } from './plain-json.ts'
import { ambiguityIn, deepestJson, elementSpans, memberSpan } from './strict-json.ts'

/** [JSON-RPC 2.0, section 5.1](https://www.jsonrpc.org/specification#error_object), and what MCP added to it. */
export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  headerMismatch: -32020,
} as const

export type RequestId = string | number

export interface RequestFrame {
  readonly kind: 'request'
  readonly id: RequestId
  /** The id as the client wrote it: a number beyond double precision survives in an answer of ours. */
  readonly idText: string
  readonly method: string
  /** Absent also when it is no object: only methods that are judged look inside. */
  readonly params: JsonObject | undefined
  readonly text: string
}

export interface NotificationFrame {
  readonly kind: 'notification'
  readonly method: string
  readonly params: JsonObject | undefined
  readonly text: string
}

/** The client's answer to a request of the server. */
export interface ResponseFrame {
  readonly kind: 'response'
  readonly id: RequestId
  readonly text: string
}

export type Frame = RequestFrame | NotificationFrame | ResponseFrame

export interface FrameFault {
  readonly code: number
  readonly message: string
  /** What an answer must carry as its id: the request's own where it could be read. */
  readonly idText: string
}

export interface Body {
  readonly isBatch: boolean
  readonly frames: readonly Result<Frame, FrameFault>[]
}

/** More than any client sends; each element costs as much as a request of its own. */
const largestBatch = 256

/** Reads what a client posted. Each element of a batch stands for itself; a text that two readers could read differently is refused whole. */
export function parseBody(text: string): Result<Body, FrameFault> {
  const plain = readPlainObject(text)
  // The strings of others may be kept for long, and with them all of their text: nearly all messages are calls.
  if (plain?.['method'] === 'tools/call') return ok({ isBatch: false, frames: [frameOf(plain, text)] })
  const value = parsed(text)
  if (value === undefined) return refused(rpcCodes.parse, 'the body is not valid JSON')
  const ambiguity = ambiguityIn(text)
  if (ambiguity !== undefined) return refused(rpcCodes.invalidRequest, ambiguities[ambiguity])
  if (!Array.isArray(value)) return ok({ isBatch: false, frames: [frameOf(value, text)] })
  if (value.length === 0) return refused(rpcCodes.invalidRequest, 'the batch is empty')
  if (value.length > largestBatch)
    return refused(rpcCodes.invalidRequest, `the batch has more than ${largestBatch} messages`)
  const spans = elementSpans(text)
  const frames = value.map((one: unknown, index) => {
    const span = spans[index]
    return frameOf(one, span === undefined ? '' : text.slice(span.start, span.end))
  })
  return ok({ isBatch: true, frames })
}

const ambiguities = {
  duplicate_key:
    'a name stands twice in one object, in the same or another spelling, so two readers could read two different messages',
  odd_case:
    'a name of the protocol is written in another spelling, so two readers could read two different messages',
  forbidden_key: 'the name `__proto__` is refused',
  endless_number:
    'a number is larger than readers can hold, so two readers could read two different messages',
  too_deep: `the message is nested deeper than ${deepestJson} levels`,
} as const

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refused(code: number, message: string, idText = 'null') {
  return fail({ code, message, idText })
}

/**
 * INVARIANT: whatever has a `method` is judged as a call of that method, whatever else it has: a reader upstream that
 * looks for the method first would run it.
 */
function frameOf(value: unknown, text: string): Result<Frame, FrameFault> {
  if (!isJsonObject(value)) return refused(rpcCodes.invalidRequest, 'a message is a JSON object')
  const { id, method, params, jsonrpc } = value
  const hasId = Object.hasOwn(value, 'id')
  if (hasId && typeof id !== 'string' && typeof id !== 'number')
    return refused(rpcCodes.invalidRequest, 'an id is a string or a number')
  const idText = hasId ? idTextOf(id, text) : 'null'
  if (jsonrpc !== '2.0') return refused(rpcCodes.invalidRequest, '`jsonrpc` must be "2.0"', idText)
  if (!Object.hasOwn(value, 'method')) {
    const isAnswer = Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error')
    if (!isAnswer || (typeof id !== 'string' && typeof id !== 'number'))
      return refused(rpcCodes.invalidRequest, 'a message has a `method`, or an id and an answer', idText)
    return ok({ kind: 'response', id, text })
  }
  if (typeof method !== 'string') return refused(rpcCodes.invalidRequest, '`method` must be a string', idText)
  const given = isJsonObject(params) ? params : undefined
  return typeof id === 'string' || typeof id === 'number'
    ? ok({ kind: 'request', id, idText, method, params: given, text })
    : ok({ kind: 'notification', method, params: given, text })
}

function idTextOf(id: unknown, text: string): string {
  if (Number.isSafeInteger(id)) return String(id)
  if (typeof id === 'string') return JSON.stringify(id)
  const span = memberSpan(text, 'id')
  return span === undefined ? 'null' : text.slice(span.start, span.end)
}

/** A successful answer; `result` is JSON text. */
export function resultText(idText: string, result: string): string {
  return `{"jsonrpc":"2.0","id":${idText},"result":${result}}`
}

/** An answer that says why there is no result. */
export function errorText(
  idText: string,
  error: { readonly code: number; readonly message: string; readonly data?: unknown },
): string {
  return `{"jsonrpc":"2.0","id":${idText},"error":${JSON.stringify(error)}}`
}

/** What is answered to a text that is no message. */
export function faultText({ idText, code, message }: FrameFault): string {
  return errorText(idText, { code, message })
}

/** A notification of ours. */
export function notificationText(method: string, params?: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', method, ...(params && { params }) })
}
