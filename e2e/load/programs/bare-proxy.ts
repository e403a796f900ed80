import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type Dispatcher, Pool } from 'undici'
import { ready } from './ready.ts'

/**
 * What a proxy on Node costs that does nothing else: `node:http` before, `undici` behind, both sides streamed with
 * back-pressure, connections kept alive. The bars of the bench are measured against it.
 */
const upstream = new URL(process.argv[2] ?? '')
const pool = new Pool(upstream.origin, { connections: null, pipelining: 1, keepAliveTimeout: 30_000 })

const ofTheConnection = new Set(['connection', 'host', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'])

function passed(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined && !ofTheConnection.has(name)) kept[name] = value
  }
  return kept
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse

  constructor(response: ServerResponse) {
    this.#response = response
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) controller.abort(new Error('the client left'))
    })
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#response.writeHead(status, passed(headers))
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response.write(chunk)) return
    controller.pause()
    this.#response.once('drain', () => controller.resume())
  }

  onResponseEnd(): void {
    this.#response.end()
  }

  onResponseError(): void {
    if (this.#response.headersSent) this.#response.destroy()
    else this.#response.writeHead(502).end()
  }
}

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  const { method = 'GET', url = '/' } = request
  const body = method === 'POST' ? request : null
  pool.dispatch({ path: url, method, headers: passed(request.headers), body }, new Answer(response))
})

ready(server)
