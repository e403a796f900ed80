import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { PostHead } from './post-head.ts'

/** A POST that is here whole. */
export class PostRequest {
  readonly method = 'POST'
  readonly head: PostHead
  readonly body: Buffer
  readonly socket: Socket

  constructor(head: PostHead, body: Buffer, socket: Socket) {
    this.head = head
    this.body = body
    this.socket = socket
  }

  get url(): string {
    return this.head.url
  }

  get headers(): Readonly<IncomingHttpHeaders> {
    return this.head.headers
  }

  get rawHeaders(): readonly string[] {
    return this.head.rawHeaders
  }

  get destroyed(): boolean {
    return this.socket.destroyed
  }
}
