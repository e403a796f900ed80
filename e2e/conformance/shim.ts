import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Door, listenOnLoopback } from './door.ts'

export interface ShimTarget {
  /** The gateway's own address for a server. */
  readonly url: URL
  readonly token: string
}

/**
 * The suite can send no bearer token, so this adds one on the way and changes nothing else: `Host` stays what the
 * suite said, as behind any proxy that is told to keep it, so that the gateway itself has to judge it.
 */
export function openShim({ url, token }: ShimTarget): Promise<Door> {
  return listenOnLoopback((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const onward = ask({
      host: url.hostname,
      port: url.port,
      path: url.pathname,
      method: incoming.method,
      headers: [...incoming.rawHeaders, 'authorization', `Bearer ${token}`],
      setHost: false,
      // A connection that is used again may be closed just then, and the suite would take that for the server's fault.
      agent: false,
    })
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      outgoing.flushHeaders()
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
}
