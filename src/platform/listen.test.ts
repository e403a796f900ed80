import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { type Listening, listen } from './listen.ts'

const open: Listening[] = []

async function serve(onRequest: RequestListener = (_req, res) => res.end('hello')): Promise<Listening> {
  const listening = await listen({ host: '127.0.0.1', port: 0, onRequest })
  open.push(listening)
  return listening
}

afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close()
})

async function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  return text(socket)
}

test('it serves on a port that it took', async () => {
  const { origin, port } = await serve()
  expect(origin).toBe(`http://127.0.0.1:${port}`)
  expect(await (await fetch(origin)).text()).toBe('hello')
})

test('a taken port is a sentence that says what to do', async () => {
  const { port } = await serve()
  const second = listen({ host: '127.0.0.1', port, onRequest: () => {} })
  await expect(second).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use; stop what uses it, or set PORT to another`,
  )
})

test('an address that is not of this machine is a sentence too', async () => {
  const elsewhere = listen({ host: '192.0.2.1', port: 0, onRequest: () => {} })
  await expect(elsewhere).rejects.toThrow('this machine has no address `192.0.2.1`')
})

test('headers beyond 16 KB are answered with 431, and what is not HTTP with 400', async () => {
  const { port } = await serve()
  const long = await raw(port, `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`)
  expect(long).toMatch(/^HTTP\/1.1 431 /)
  expect(await raw(port, 'hello there\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
})

test('closing waits for an answer under way, and cuts what outlasts the grace', async () => {
  const asked = Promise.withResolvers<() => void>()
  const listening = await serve((_req, res) => {
    res.write('first ')
    asked.resolve(() => res.end('last'))
  })
  const response = await fetch(listening.origin)
  const answer = await asked.promise
  const closed = listening.close(60_000)
  answer()
  expect(await response.text()).toBe('first last')
  await closed

  const endless = await serve((_req, res) => res.write('forever'))
  const socket = connect(endless.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'data')
  const ended = once(socket, 'close')
  await endless.close(0)
  await ended
})
