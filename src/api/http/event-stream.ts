import { invariant } from '#std/invariant'
import type { Streaming } from './asked.ts'

/** A comment as often as this says that the line is up, to proxies and to the reader (contract/live). */
export const heartbeatMs = 15_000

/** THREAT: a reader that has stopped reading must not fill the memory; past this it is cut off, and reconnects. */
export const bufferedBytes = 1_048_576

interface StreamOptions {
  readonly headers: Headers
  /** Aborted when the client has left, or when the process stops. */
  readonly ended: readonly AbortSignal[]
  /** Is told what `run` throws; the stream then ends without a last event. */
  readonly failed: (thrown: unknown) => void
}

const nearlyAll = bufferedBytes - 1024

const encoder = new TextEncoder()

/** Answers with the events that `run` tells, as a `text/event-stream` (HTML, 9.2). */
export function eventStream<Event>(run: Streaming<Event>, options: StreamOptions): Response {
  const { readable, controller, left } = openPipe()
  const gone = AbortSignal.any([left.signal, ...options.ended])
  const send = (text: string) => {
    if (gone.aborted) return
    const bytes = encoder.encode(text)
    const room = controller.desiredSize ?? 0
    // An event that is larger than the buffer may pass when nothing waits before it.
    if (room >= bytes.byteLength || room >= nearlyAll) return controller.enqueue(bytes)
    controller.error(new Error('the reader is too slow'))
    left.abort()
  }
  // The first comment sends the headers off, so that the client knows at once that it is connected.
  send(': open\n\n')
  const heartbeat = setInterval(() => send(': up\n\n'), heartbeatMs)
  const ended = new Promise<void>((resolve) => {
    if (gone.aborted) resolve()
    gone.addEventListener('abort', () => resolve(), { once: true })
  })
  const ran = run((event) => send(`data: ${JSON.stringify(event)}\n\n`), gone).catch(options.failed)
  void Promise.race([ran, ended]).then(() => {
    clearInterval(heartbeat)
    // Cancelled and errored streams are closed already, and closing one twice throws.
    if (!left.signal.aborted) controller.close()
    left.abort()
  })
  options.headers.set('content-type', 'text/event-stream; charset=utf-8')
  // nginx holds an answer back until it is whole, unless told not to (ngx_http_proxy_module, proxy_buffering).
  options.headers.set('x-accel-buffering', 'no')
  return new Response(readable, { status: 200, headers: options.headers })
}

function openPipe() {
  const left = new AbortController()
  const started: ReadableStreamDefaultController<Uint8Array>[] = []
  const readable = new ReadableStream<Uint8Array>(
    { start: (controller) => void started.push(controller), cancel: () => left.abort() },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferedBytes }),
  )
  const [controller] = started
  invariant(controller !== undefined, 'a stream starts when it is made')
  return { readable, controller, left }
}
