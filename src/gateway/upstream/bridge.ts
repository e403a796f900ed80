import { randomUUID } from 'node:crypto'
import { type Frame, parseBody } from '#mcp/frame'
import { BridgeSession, type BridgeTimeouts, refuse } from './bridge-session.ts'
import type { Ears, OpenPipe } from './pipe.ts'
import type { Flow, Upstream, UpstreamAnswer, UpstreamFault, UpstreamRequest } from './upstream.ts'

export interface BridgeOptions extends BridgeTimeouts {
  readonly open: OpenPipe
  readonly mostSessions: number
  readonly ears?: Ears
  /** Why no session may begin at the moment: asked each time. */
  readonly refusal?: () => string | undefined
}

const noFlow: Flow = { abort: () => undefined, pause: () => undefined, resume: () => undefined }

/** Makes a server that speaks over a pipe look like one that speaks streamable HTTP: a pipe of its own for each session. */
export function bridgeUpstream(options: BridgeOptions): Upstream {
  const sessions = new Map<string, BridgeSession>()
  let isClosed = false

  function start(request: UpstreamRequest, frame: Frame, answer: UpstreamAnswer): Flow {
    const refusal = options.refusal?.()
    if (refusal !== undefined) return refuseToBegin(answer, 'unreachable', refusal)
    if (sessions.size >= options.mostSessions) {
      const message = `This server has ${sessions.size} sessions open, and no more are allowed at once.`
      return refuseToBegin(answer, 'no_room', message)
    }
    const id = randomUUID()
    const session = new BridgeSession({
      id,
      ...options,
      open: (events) => options.open(events, request.headers),
      onEnd: () => sessions.delete(id),
    })
    sessions.set(id, session)
    return session.post(request, frame, answer)
  }

  function post(request: UpstreamRequest, session: BridgeSession | undefined, answer: UpstreamAnswer): Flow {
    const frame = request.frame ?? frameIn(request.body)
    if (frame === undefined) return refuse(answer, 400, 'Bad Request: not a message')
    if (session !== undefined) return session.post(request, frame, answer)
    const isOpening =
      request.session === undefined && frame.kind === 'request' && frame.method === 'initialize'
    if (isOpening) return start(request, frame, answer)
    return request.session !== undefined && frame.kind === 'request'
      ? sayLost(answer)
      : refuseSessionless(request, answer)
  }

  return {
    request(request, answer) {
      // INVARIANT: whoever still holds it must not start again the program of a server that is gone.
      if (isClosed) return refuseToBegin(answer, 'unreachable', letGo)
      const session = request.session === undefined ? undefined : sessions.get(request.session)
      if (request.method === 'POST') return post(request, session, answer)
      if (session === undefined)
        return request.method === 'GET' && request.session !== undefined
          ? sayLost(answer)
          : refuseSessionless(request, answer)
      if (request.method === 'GET') return session.listen(answer)
      void session.close()
      answer.start(200, {})
      answer.end()
      return noFlow
    },
    async close() {
      isClosed = true
      await Promise.all([...sessions.values()].map((session) => session.close()))
    },
  }
}

const letGo = 'The server was let go: the gateway is stopping, or the server was registered anew.'

function refuseToBegin(answer: UpstreamAnswer, code: UpstreamFault['code'], message: string): Flow {
  answer.fail({ code, message, wasReached: false })
  return noFlow
}

/** The pipe is gone, be it with the program or with the gateway before this one: nobody has seen the request. */
function sayLost(answer: UpstreamAnswer): Flow {
  answer.fail({ code: 'session_lost', message: 'The server has lost its session.', wasReached: false })
  return noFlow
}

function refuseSessionless({ session }: UpstreamRequest, answer: UpstreamAnswer): Flow {
  return session === undefined
    ? refuse(answer, 400, 'Bad Request: Mcp-Session-Id header is required')
    : refuse(answer, 404, 'Session not found')
}

function frameIn(body: Buffer | undefined): Frame | undefined {
  const parsed = parseBody(body?.toString('utf8') ?? '')
  const first = parsed.ok ? parsed.value.frames[0] : undefined
  return first?.ok === true ? first.value : undefined
}
