import { errorText } from '#mcp/frame'
import type { HttpResponse } from '#platform/http/exchange'

/** A refusal before any message was looked at: an HTTP status, and a body in which a person and a client can read why. */
export function refuseHttp(
  response: HttpResponse,
  status: number,
  message: string,
  more: { readonly code?: number; readonly headers?: Record<string, string>; readonly reason?: string } = {},
): void {
  const data = more.reason === undefined ? {} : { data: { reason: more.reason } }
  answerHttp(
    response,
    status,
    errorText('null', { code: more.code ?? -32000, message, ...data }),
    more.headers,
  )
}

/** A whole JSON body. */
export function answerHttp(
  response: HttpResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = Buffer.from(text)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...headers,
  })
  response.end(body)
}
