import type { IncomingMessage } from 'node:http'
import type { PostRequest } from './post-request.ts'

/** A request, whichever way it was read. */
export type HttpRequest = IncomingMessage | PostRequest

export type HttpHeaders = Readonly<Record<string, string | string[] | number>>

/** What is needed of an answer; Node's `ServerResponse` will do, and means the same by each word. */
export interface HttpResponse {
  readonly headersSent: boolean
  readonly writableEnded: boolean
  readonly writableFinished: boolean
  readonly closed: boolean
  readonly destroyed: boolean
  /** Before the head is written; the name in lower case. */
  setHeader(name: string, value: string | number): unknown
  /** Names in lower case; a list is written as several lines. */
  writeHead(status: number, headers?: HttpHeaders): HttpResponse
  flushHeaders(): void
  /** False: wait for `drain`. */
  write(chunk: string | Buffer): boolean
  end(chunk?: string | Buffer, encoding?: BufferEncoding): HttpResponse
  destroy(): unknown
  once(event: 'close' | 'drain', listener: () => void): unknown
  on(event: 'error', listener: () => void): unknown
  setMaxListeners(count: number): unknown
}
