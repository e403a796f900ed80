import type { IncomingMessage } from 'node:http'
import type { PostRequest } from './post-request.ts'

/** A request, whichever way it was read. */
export type HttpRequest = IncomingMessage | PostRequest

/** What is needed of an answer; Node's `ServerResponse` will do, and means the same by each word. */
export interface HttpResponse {
  readonly headersSent: boolean
  readonly writableEnded: boolean
  readonly writableFinished: boolean
  readonly closed: boolean
  readonly destroyed: boolean
  /** Names as they are to be written; a list is written as several lines. */
  writeHead(status: number, headers?: Record<string, string | string[] | number>): HttpResponse
  flushHeaders(): void
  /** False: wait for `drain`. */
  write(chunk: string | Buffer): boolean
  end(chunk?: string | Buffer, encoding?: BufferEncoding): HttpResponse
  destroy(): unknown
  once(event: 'close' | 'drain', listener: () => void): unknown
  on(event: 'error', listener: () => void): unknown
  setMaxListeners(count: number): unknown
}
