import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { AnswerEvents, Connection } from './connection.ts'
import { Connections } from './connections.ts'

const opened: { close(): unknown }[] = []

afterEach(() => {
  for (const one of opened.splice(0)) one.close()
})

interface Said {
  readonly status: number
  readonly text: string
  readonly headers: Record<string, unknown>
}

/** A server that does with each request whatever `serve` does with its socket. */
async function world(serve: (socket: Socket, request: string, turn: number) => void, stallTimeoutMs = 5_000) {
  let [connected, turn] = [0, 0]
  const sockets = new Set<Socket>()
  const server: Server = createServer({ noDelay: true }, (socket) => {
    connected += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      turn += 1
      serve(socket, bytes.toString('latin1'), turn)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const connections = new Connections({
    url: new URL(`http://127.0.0.1:${port}`),
    name: '127.0.0.1',
    lookup: () => undefined,
    connectTimeoutMs: 1_000,
    stallTimeoutMs,
  })
  opened.push({ close: () => connections.close() }, server, {
    close: () => {
      for (const one of sockets) one.destroy()
    },
  })

  const ask = (body?: Buffer): Promise<Said> =>
    new Promise((resolve, reject) => {
      const pieces: Buffer[] = []
      let said = { status: 0, headers: {} }
      const head = 'POST / HTTP/1.1\r\nhost: x\r\n'
      connections.send(
        { head, body, isPatient: false },
        {
          head: (status, headers) => {
            said = { status, headers: { ...headers } }
          },
          data: (bytes) => pieces.push(bytes),
          end: () => resolve({ ...said, text: Buffer.concat(pieces).toString('latin1') }),
          fail: (error, wasSent) => reject(Object.assign(error, { wasSent })),
        },
      )
    })
  return { connections, server, ask, connected: () => connected, port }
}

const plain = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'

describe('an answer', () => {
  test('is the same however the network cuts it', async () => {
    const answers = [
      plain,
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi',
    ]
    let pieces: string[] = []
    const { ask, connected } = await world((socket) => {
      const next = () => {
        const piece = pieces.shift()
        // A turn of the loop between two pieces, so that each is read for itself.
        if (piece !== undefined) socket.write(piece, 'latin1', () => setImmediate(next))
      }
      next()
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...answers),
        fc.array(fc.nat(), { maxLength: 4 }),
        async (answer, cuts) => {
          const at = [0, ...cuts.map((cut) => cut % answer.length).toSorted((a, b) => a - b), answer.length]
          pieces = at.slice(1).map((end, index) => answer.slice(at[index], end))
          expect(await ask()).toMatchObject({ status: 200, text: 'hi' })
        },
      ),
      { numRuns: 60 },
    )
    expect(connected()).toBe(1)
  })

  test('without a length ends with its connection', async () => {
    const { ask, connected } = await world((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'))
    expect((await ask()).text).toBe('all of it')
    expect((await ask()).text).toBe('all of it')
    expect(connected()).toBe(2)
  })

  test('that breaks off is no answer', async () => {
    const { ask } = await world((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'))
    await expect(ask()).rejects.toMatchObject({ code: 'CLOSED', wasSent: true })
  })

  test.each([
    ['is no HTTP', 'hello\r\n\r\n', 'MALFORMED'],
    ['has two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nhi', 'MALFORMED'],
    ['has broken chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nz\r\n', 'MALFORMED'],
    ['changes the protocol', 'HTTP/1.1 101 Switching\r\n\r\n', 'MALFORMED'],
    ['has endless headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`, 'HEAD_TOO_LONG'],
  ])('that %s is refused', async (_what, text, code) => {
    const { ask } = await world((socket) => socket.write(text))
    await expect(ask()).rejects.toMatchObject({ code, wasSent: true })
  })
})

describe('a connection', () => {
  test('is used again, and as many are opened as there are requests at once', async () => {
    const { ask, connected } = await world((socket) => socket.write(plain))
    await Promise.all([ask(), ask(), ask()])
    await Promise.all([ask(), ask(), ask()])
    await ask()
    expect(connected()).toBe(3)
  })

  test('on which the server said more than its answer is not used again', async () => {
    const { ask, connected } = await world((socket) => socket.write(`${plain}${plain}`))
    expect((await ask()).text).toBe('hi')
    expect((await ask()).text).toBe('hi')
    expect(connected()).toBe(2)
  })

  test('on which the server speaks unasked is not used again', async () => {
    const { ask, connected } = await world((socket, _request, turn) => {
      socket.write(plain)
      if (turn === 1) setImmediate(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil'))
    })
    await ask()
    await expect.poll(async () => (await ask()).text === 'hi' && connected()).toBe(2)
  })

  test('that the server wants closed is not used again', async () => {
    const { ask, connected } = await world((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
    )
    await ask()
    await ask()
    expect(connected()).toBe(2)
  })

  test('whose request was taken back is closed, for its answer may yet come', async () => {
    const heard = Promise.withResolvers<void>()
    const { connections, ask, connected } = await world((socket, request) => {
      if (request.startsWith('POST /slow')) heard.resolve()
      else socket.write(plain)
    })
    let told = 0
    const events: AnswerEvents = {
      head: () => (told += 1),
      data: () => (told += 1),
      end: () => (told += 1),
      fail: () => (told += 1),
    }
    const slow = { head: 'POST /slow HTTP/1.1\r\n', body: undefined, isPatient: false }
    const connection = connections.send(slow, events)
    await heard.promise
    connection?.drop(events)
    expect((await ask()).text).toBe('hi')
    expect([connected(), told]).toEqual([2, 0])
  })

  test('that cannot be opened says that nothing was sent', async () => {
    const { ask, server } = await world(() => undefined)
    server.close()
    await once(server, 'close')
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED', wasSent: false })
  })

  test('that stays silent is given up, unless its reader has paused it', async () => {
    const { connections, ask } = await world((socket, request) => {
      if (request.includes('pause')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na')
    }, 40)
    const paused = new Promise<string>((resolve) => {
      let connection: Connection | undefined
      const events: AnswerEvents = {
        head: () => connection?.pause(events),
        data: () => undefined,
        end: () => resolve('ended'),
        fail: (error) => resolve(`${connection?.isIdle} ${error.message}`),
      }
      connection = connections.send(
        { head: 'POST /pause HTTP/1.1\r\n', body: undefined, isPatient: false },
        events,
      )
      // The other request is given up while this one waits for its reader.
      void expect(ask())
        .rejects.toMatchObject({ code: 'TIMEOUT' })
        .then(() => connection?.resume(events))
    })
    expect(await paused).toBe('false the server did not answer in time')
  })
})

test('a request goes out byte for byte, short or long', async () => {
  let heard = ''
  const { ask } = await world((socket, request) => {
    heard += request
    if (heard.endsWith('!')) socket.write(plain)
  })
  for (const length of [0, 10, 100_000]) {
    heard = ''
    const body = Buffer.from(Array.from({ length }, (_, at) => at % 256))
    await ask(Buffer.concat([body, Buffer.from('!')]))
    expect(Buffer.from(heard.slice(heard.indexOf('\r\n\r\n') + 4, -1), 'latin1').equals(body)).toBe(true)
  }
})

test('a reader who pauses is not drowned, and misses nothing', async () => {
  const size = 8 * 1024 * 1024
  const { connections } = await world((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`)
    socket.write(Buffer.alloc(size, 'x'))
  })
  const read = await new Promise<{ total: number; whilePaused: number }>((resolve, reject) => {
    let [total, whilePaused] = [0, 0]
    let isPaused = false
    let connection: Connection | undefined
    const events: AnswerEvents = {
      head: () => undefined,
      data: (bytes) => {
        total += bytes.length
        if (isPaused) whilePaused += 1
        isPaused = true
        connection?.pause(events)
        setImmediate(() => {
          isPaused = false
          connection?.resume(events)
        })
      },
      end: () => resolve({ total, whilePaused }),
      fail: reject,
    }
    connection = connections.send({ head: 'POST / HTTP/1.1\r\n', body: undefined, isPatient: false }, events)
  })
  expect(read).toEqual({ total: size, whilePaused: 0 })
})

test('a connection whose reader paused at the very end is read again for the next request', async () => {
  const { connections, ask, connected } = await world((socket) => socket.write(plain))
  await new Promise<void>((resolve, reject) => {
    let connection: Connection | undefined
    const events: AnswerEvents = {
      head: () => undefined,
      data: () => {
        connection?.pause(events)
        setImmediate(() => connection?.resume(events))
      },
      end: resolve,
      fail: reject,
    }
    connection = connections.send({ head: 'POST / HTTP/1.1\r\n', body: undefined, isPatient: false }, events)
  })
  expect(await ask()).toMatchObject({ status: 200, text: 'hi' })
  expect(connected()).toBe(1)
})

test('closing ends what is under way, and nothing is sent afterwards', async () => {
  const { connections, ask } = await world(() => undefined)
  const asked = ask()
  connections.close()
  await expect(asked).rejects.toMatchObject({ code: 'LET_GO' })
  await expect(ask()).rejects.toMatchObject({ code: 'LET_GO', wasSent: false })
})
