import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { HttpRequest } from '#platform/http/exchange'
import { PostRequest } from '#platform/http/post-request'
import { fail, ok, type Result } from '#std/result'
import type { Heading } from './heading.ts'

export interface BodyFault {
  readonly status: 400 | 413 | 415
  readonly message: string
}

function refused(status: BodyFault['status'], message: string) {
  return fail({ status, message })
}

/**
 * The whole body as it came; at once where it is here. INVARIANT: what was judged is what is forwarded, so only UTF-8
 * without compression passes: any other encoding could say one thing to us and another upstream.
 */
export function readBody(
  request: HttpRequest,
  { headers, lengthAt }: Pick<Heading, 'headers' | 'lengthAt'>,
  limit: number,
): Result<Buffer, BodyFault> | Promise<Result<Buffer, BodyFault>> {
  const type = headers['content-type']
  if (type === undefined || !isJson(type)) return refused(415, 'Content-Type must be application/json')
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return refused(415, 'Content-Encoding is not supported')
  const length =
    request instanceof PostRequest ? request.body.length : Number(request.rawHeaders[lengthAt] ?? 0)
  if (length > limit) return refused(413, tooLarge(limit))
  return request instanceof PostRequest ? checked(request.body) : collect(request, limit)
}

function checked(body: Buffer): Result<Buffer, BodyFault> {
  return isUtf8(body) ? ok(body) : refused(400, 'The body is not UTF-8')
}

function tooLarge(limit: number): string {
  return `The body is larger than ${limit} bytes`
}

function isJson(type: string): boolean {
  if (type === 'application/json') return true
  const [essence = '', ...parameters] = type.toLowerCase().split(';')
  if (essence.trim() !== 'application/json') return false
  return parameters.every(
    (parameter) => !parameter.includes('charset') || /^charset="?utf-?8"?$/.test(parameter.trim()),
  )
}

function collect(request: IncomingMessage, limit: number): Promise<Result<Buffer, BodyFault>> {
  const { promise, resolve, reject } = Promise.withResolvers<Result<Buffer, BodyFault>>()
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else resolve(refused(413, tooLarge(limit)))
  })
  request.on('end', () => {
    const [only] = chunks
    const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
    resolve(checked(body))
  })
  request.on('error', reject)
  request.on('close', () => {
    // Every request closes; only one that is not whole is worth an error.
    if (!request.complete) reject(new Error('the client left before its request was whole'))
  })
  return promise
}
