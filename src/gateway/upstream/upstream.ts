import type { IncomingHttpHeaders } from 'node:http'
import type { Frame } from '#mcp/frame'

/** What goes to an upstream. Credentials are the upstream's own business and are added there. */
export interface UpstreamRequest {
  readonly method: 'POST' | 'GET' | 'DELETE'
  /** Names and values in turn, lower-case names: only what a client may say to a server. */
  readonly headers: readonly string[]
  /** The upstream's own session id. */
  readonly session: string | undefined
  /** Whether it is known that the server has this session, so that 401 can only be about credentials. */
  readonly isSessionSure?: boolean
  /** Another place of the same origin than the one registered. */
  readonly path?: string
  readonly body?: Buffer
  /** What `body` says, already parsed. */
  readonly frame?: Frame
}

const upstreamFaults = [
  'unreachable',
  /** It has as many sessions as it may have at once: that says nothing of the server. */
  'no_room',
  'timeout',
  'broken_off',
  'address_refused',
  'redirected',
  'needs_authorisation',
  'session_lost',
  /** 401 within a session. Some servers say so of one that they have lost: whether it is that, only another shows. */
  'session_refused',
  'unreadable',
] as const

/** Why there is no answer; `message` is a sentence for the agent and the log. */
export interface UpstreamFault {
  readonly code: (typeof upstreamFaults)[number]
  readonly message: string
  /** What a person who runs the server should see besides, and an agent should not: a program's last words. */
  readonly detail?: string
  /**
   * Where in the same origin it says that the very same request is to be sent, having done nothing about it: 307 and 308
   * only ([RFC 9110, section 15.4.8](https://www.rfc-editor.org/rfc/rfc9110#section-15.4.8)).
   */
  readonly movedTo?: string
  /** False only when the upstream can have seen nothing of the request. */
  readonly wasReached: boolean
}

/** Hears an answer as it comes: `start`, any number of `data`, then `end`; or `fail` at any point. Nothing after. */
export interface UpstreamAnswer {
  /** `headers`: all but `content-length`, which is `length` where it is known, in bytes. Those may serve other answers too. */
  start(status: number, headers: Readonly<IncomingHttpHeaders>, length?: number | undefined): void
  data(chunk: Buffer): void
  end(): void
  fail(fault: UpstreamFault): void
}

/** The hand on the tap of a running exchange. */
export interface Flow {
  abort(): void
  pause(): void
  resume(): void
}

/** One registered server, whatever its transport: it is spoken to as if it spoke streamable HTTP. */
export interface Upstream {
  request(request: UpstreamRequest, answer: UpstreamAnswer): Flow
  close(): Promise<void>
}

const noFlow: Flow = { abort: () => undefined, pause: () => undefined, resume: () => undefined }

/** A server that cannot be reached for a reason of our own. */
export function brokenUpstream(message: string): Upstream {
  return {
    request(_request, answer) {
      queueMicrotask(() => answer.fail({ code: 'unreachable', message, wasReached: false }))
      return noFlow
    },
    close: async () => undefined,
  }
}
