import type { IncomingHttpHeaders } from 'node:http'
import { fail, ok, type Result } from '#std/result'
import { mediaType } from '../downstream/headers.ts'
import type { Flow, Upstream, UpstreamFault, UpstreamRequest } from './upstream.ts'

/** An answer that was waited for whole. */
export interface Exchanged {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const largest = 64 * 1024 * 1024

/** Sends a request and waits for all of its answer: for what we ask ourselves, and for messages that have no result. */
export function exchangeWhole(
  upstream: Upstream,
  request: UpstreamRequest,
  options: { readonly timeoutMs?: number; readonly enough?: (soFar: Buffer) => boolean } = {},
): Promise<Result<Exchanged, UpstreamFault>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    let status = 0
    let headers: IncomingHttpHeaders = {}
    let flow: Flow | undefined
    let isOver = false
    const settle = (result: Result<Exchanged, UpstreamFault>) => {
      isOver = true
      clearTimeout(timer)
      resolve(result)
    }
    const stop = (fault: UpstreamFault) => {
      if (isOver) return
      settle(fail(fault))
      flow?.abort()
    }
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(
            () => stop({ code: 'timeout', message: 'The server did not answer in time.', wasReached: true }),
            options.timeoutMs,
          )
    const whole = () => settle(ok({ status, headers, body: Buffer.concat(chunks) }))
    flow = upstream.request(request, {
      start(answered, with_) {
        status = answered
        headers = with_
      },
      data(chunk) {
        if (isOver) return
        chunks.push(chunk)
        size += chunk.length
        if (size > largest)
          stop({ code: 'unreadable', message: 'The server’s answer is too long.', wasReached: true })
        // A server may leave its event stream open after the answer; nobody waits for more.
        else if (
          mediaType(headers) === 'text/event-stream' &&
          options.enough?.(Buffer.concat(chunks)) === true
        ) {
          whole()
          flow?.abort()
        }
      },
      end: () => {
        if (!isOver) whole()
      },
      fail: (fault) => {
        if (!isOver) settle(fail(fault))
      },
    })
    if (isOver) flow.abort()
  })
}
