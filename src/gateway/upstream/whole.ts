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

interface WholeOptions {
  readonly timeoutMs?: number
  /** Whether an event stream has said all that is waited for. */
  readonly enough?: (soFar: Buffer) => boolean
  /** Nothing is asked, so of an event stream its beginning says all: that the message is taken. */
  readonly isMessage?: boolean
}

const largest = 64 * 1024 * 1024

/** Sends a request and waits for all of its answer: for what we ask ourselves, and for messages that have no result. */
export function exchangeWhole(
  upstream: Upstream,
  request: UpstreamRequest,
  options: WholeOptions = {},
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
    const isEvents = () => mediaType(headers) === 'text/event-stream'
    const whole = () => settle(ok({ status, headers, body: Buffer.concat(chunks) }))
    flow = upstream.request(request, {
      start(answered, with_) {
        status = answered
        headers = with_
        if (options.isMessage !== true || isOver || answered >= 300 || !isEvents()) return
        whole()
        flow?.abort()
      },
      data(chunk) {
        if (isOver) return
        chunks.push(chunk)
        size += chunk.length
        if (size > largest)
          stop({ code: 'unreadable', message: 'The server’s answer is too long.', wasReached: true })
        // A server may leave its event stream open after the answer; nobody waits for more.
        else if (isEvents() && options.enough?.(Buffer.concat(chunks)) === true) {
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
