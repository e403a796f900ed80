import { once } from 'node:events'
import { connect, createServer, type Server, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { LentReads } from './lent-reads.ts'

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

/** A connection from both its ends, and what is read of it. */
async function opened() {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const accepted = once(server, 'connection')
  const client = connect(port, '127.0.0.1')
  const [socket] = await accepted
  const places: ArrayBufferLike[] = []
  let text = ''
  let wanted = Promise.withResolvers<void>()
  const reads = new LentReads(socket, (bytes) => {
    places.push(bytes.buffer)
    text += bytes.toString()
    wanted.resolve()
  })
  /** What is read next after this was said. */
  const say = async (more: string) => {
    wanted = Promise.withResolvers()
    client.write(more)
    await wanted.promise
    return text
  }
  return { server, client, reads, places, say }
}

test('all that is read is read into one place, whichever connection it came on', async () => {
  const [one, other] = [await opened(), await opened()]
  expect(await one.say('a')).toBe('a')
  expect(await other.say('b')).toBe('b')
  expect(await one.say('c')).toBe('ac')
  expect(new Set([...one.places, ...other.places]).size).toBe(1)
  for (const { client, reads } of [one, other]) {
    const ended = once(reads.socket, 'end')
    client.end()
    await ended
    reads.socket.end()
  }
})

test('it is the connection that was accepted: it knows who is there, writes to them, and the server counts it', async () => {
  const { server, client, reads } = await opened()
  expect(reads.socket.remotePort).toBe(client.localPort)
  reads.socket.write('hello')
  expect(String(await once(client, 'data'))).toBe('hello')
  const count = () => new Promise((resolve) => server.getConnections((_, all) => resolve(all)))
  expect(await count()).toBe(1)
  const closed = once(reads.socket, 'close')
  reads.socket.destroy()
  await closed
  expect(await count()).toBe(0)
})

test('whoever has it afterwards reads it as any other, and as fast as they like', async () => {
  const { client, reads, say } = await opened()
  await say('first')
  reads.end()
  const most = reads.socket.readableHighWaterMark
  const piece = Buffer.alloc(most, 'x')
  for (let at = 0; at < 64; at += 1) client.write(piece)
  client.end()
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(reads.socket.readableLength).toBeLessThan(most * 4)
  let size = 0
  reads.socket.on('data', (bytes) => {
    size += bytes.length
  })
  await once(reads.socket, 'end')
  expect(size).toBe(64 * most)
  reads.socket.destroy()
})

test('without a handle that can do it each read has a buffer, as ever', async () => {
  const socket = new Socket()
  const heard: string[] = []
  const reads = new LentReads(socket, (bytes) => heard.push(bytes.toString()))
  expect(reads.socket).toBe(socket)
  socket.push('a')
  await once(socket, 'data')
  expect(heard).toEqual(['a'])
  reads.end()
  socket.push('b')
  expect(String(await once(socket, 'data'))).toBe('b')
  expect(heard).toEqual(['a'])
})
