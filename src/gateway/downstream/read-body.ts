import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
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
 * The whole body as it came. INVARIANT: what was judged is what is forwarded, so only UTF-8 without compression passes:
 * any other encoding could say one thing to us and another upstream.
 */
export async function readBody(
  request: IncomingMessage,
  { headers, lengthAt }: Pick<Heading, 'headers' | 'lengthAt'>,
  limit: number,
): Promise<Result<Buffer, BodyFault>> {
  const type = headers['content-type']
  if (type === undefined || !isJson(type)) return refused(415, 'Content-Type must be application/json')
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return refused(415, 'Content-Encoding is not supported')
  const tooLarge = `The body is larger than ${limit} bytes`
  if (Number(request.rawHeaders[lengthAt] ?? 0) > limit) return refused(413, tooLarge)
  const body = await collect(request, limit)
  if (body === undefined) return refused(413, tooLarge)
  return isUtf8(body) ? ok(body) : refused(400, 'The body is not UTF-8')
}

function isJson(type: string): boolean {
  if (type === 'application/json') return true
  const [essence = '', ...parameters] = type.toLowerCase().split(';')
  if (essence.trim() !== 'application/json') return false
  return parameters.every(
    (parameter) => /^\s*(charset="?utf-?8"?)?\s*$/.test(parameter) || !parameter.includes('charset'),
  )
}

/** Undefined when there is more than `limit`. */
function collect(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>()
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else resolve(undefined)
  })
  request.on('end', () => {
    const [only] = chunks
    resolve(chunks.length === 1 ? only : Buffer.concat(chunks))
  })
  request.on('error', reject)
  request.on('close', () => {
    // Every request closes; only one that is not whole is worth an error.
    if (!request.complete) reject(new Error('the client left before its request was whole'))
  })
  return promise
}
