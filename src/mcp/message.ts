import { isJsonObject, type JsonObject } from '#std/json'
import { elementSpans } from './strict-json.ts'

/** What a server sends, read only as far as a proxy must. */
export type ServerMessage =
  | {
      readonly kind: 'answer'
      readonly id: string | number
      readonly result: JsonObject | undefined
      readonly errorCode?: number
    }
  | {
      readonly kind: 'request'
      readonly id: string | number
      readonly method: string
      readonly params: JsonObject | undefined
    }
  | { readonly kind: 'notification'; readonly method: string; readonly params: JsonObject | undefined }
  | { readonly kind: 'other' }

const other: ServerMessage = { kind: 'other' }

/** Reads one message of a server; what is no JSON-RPC is `other`, and no fault of ours. */
export function readServerMessage(text: string): ServerMessage {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return other
  }
  if (!isJsonObject(value)) return other
  const { id, method, params, result, error } = value
  const hasId = typeof id === 'string' || typeof id === 'number'
  if (typeof method === 'string') {
    const asked = { method, params: isJsonObject(params) ? params : undefined }
    return hasId ? { kind: 'request', id, ...asked } : { kind: 'notification', ...asked }
  }
  if (!hasId) return other
  if (Object.hasOwn(value, 'result'))
    return { kind: 'answer', id, result: isJsonObject(result) ? result : {} }
  if (!Object.hasOwn(value, 'error')) return other
  const code = isJsonObject(error) ? error['code'] : undefined
  return { kind: 'answer', id, result: undefined, ...(typeof code === 'number' && { errorCode: code }) }
}

/**
 * The messages of a batch, each as it is written; none where the text is no batch. Whoever speaks MCP 2025-03-26 must
 * take one ([Base protocol, "Batching"](https://modelcontextprotocol.io/specification/2025-03-26/basic#batching)). A
 * batch within a batch is nothing.
 */
export function batchIn(text: string): string[] {
  if (!/^\s*\[/.test(text)) return []
  try {
    JSON.parse(text)
  } catch {
    return []
  }
  return elementSpans(text)
    .map(({ start, end }) => text.slice(start, end))
    .filter((one) => one.startsWith('{'))
}
