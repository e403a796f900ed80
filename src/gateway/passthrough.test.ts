import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import { everything } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'

let world: FixtureGate
let client: RawClient
/** What the fixture answers next, word for word. */
let answer = { status: 200, type: 'application/json', text: '' }

beforeAll(async () => {
  world = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    policy: everything,
    fixture: {
      isStateless: true,
      answer(frame, response) {
        if (frame['method'] === 'tools/list') return false
        response.writeHead(answer.status, { 'content-type': answer.type, 'x-more': 'kept' }).end(answer.text)
        return true
      },
    },
  })
  client = await new RawClient(world.gate).open()
})
afterAll(() => world.close())

/** In one case only: two names that differ by nothing else are refused. */
const key = fc
  .string({ minLength: 1, maxLength: 8 })
  .map((name) => name.toLowerCase())
  .filter((name) => name !== '__proto__')
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value
const unknownFields = fc.dictionary(key, json, { maxKeys: 4 })
const methods = fc.constantFrom(
  'tools/call',
  'ping',
  'logging/setLevel',
  'resources/read',
  'prompts/get',
  'tasks/list',
  'x/y',
  'completion/complete',
)
const spaces = fc.constantFrom(0, 1, 2, '\t')

const exchanges = fc.record({
  method: methods,
  params: unknownFields,
  result: unknownFields,
  space: spaces,
  isEvents: fc.boolean(),
})

test('any valid request goes up and any answer comes down, byte for byte, with all that nobody knows', async () => {
  await fc.assert(
    fc.asyncProperty(exchanges, async ({ method, params, result, space, isEvents }) => {
      world.fixture.arrivals.length = 0
      const inner = { ...params, name: 'read_file', arguments: params, _meta: params }
      const body = JSON.stringify({ ...params, jsonrpc: '2.0', id: 'i', method, params: inner }, null, space)
      const text = JSON.stringify({ ...result, jsonrpc: '2.0', id: 'i', result }, null, isEvents ? 0 : space)
      answer = isEvents
        ? { status: 200, type: 'text/event-stream', text: `: c\n\nid: 1\nretry: 9\ndata: ${text}\n\n` }
        : { status: 200, type: 'application/json', text }
      const through = await client.send(body)
      expect(world.fixture.arrivals.map((arrival) => arrival.body)).toEqual([body])
      expect(through.text).toBe(answer.text)
      expect(through.headers['x-more']).toBe('kept')
    }),
    { numRuns: 120 },
  )
})

test('errors of the server keep their status and their body', async () => {
  answer = { status: 503, type: 'text/plain', text: 'come again' }
  const through = await client.ask('ping')
  expect([through.status, through.text, through.headers['content-type']]).toEqual([
    503,
    'come again',
    'text/plain',
  ])
})

test('a broken answer is broken for the client too', async () => {
  const own = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    policy: everything,
    fixture: {
      answer(frame, response) {
        if (frame['method'] !== 'tools/call') return false
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        response.write('{"jsonrpc":"2.0",', () => response.destroy())
        return true
      },
    },
  })
  const raw = await new RawClient(own.gate).open()
  await expect(raw.call('read_file')).rejects.toThrow()
  expect((await own.gate.calls())[0]?.upstream).toBe('unknown')
  await own.close()
})

test('large answers pass while they come, as fast as the client takes them', async () => {
  const size = 24 * 1024 * 1024
  answer = {
    status: 200,
    type: 'application/json',
    text: `{"jsonrpc":"2.0","id":1,"result":{"x":"${'x'.repeat(size)}"}}`,
  }
  expect((await client.ask('tools/call', { name: 'read_file' })).text.length).toBe(answer.text.length)
})

test.each(['a call', 'a batch'])('an event without end ends %s, and is not kept', async (kind) => {
  let isCut = false
  const own = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    policy: everything,
    fixture: {
      answer(frame, response) {
        if (frame['method'] !== 'tools/call') return false
        response.once('close', () => {
          isCut = true
        })
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(`data: ${'x'.repeat(70 * 1024 * 1024)}`)
        return true
      },
    },
  })
  const raw = await new RawClient(own.gate).open()
  const call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}'
  const asking = raw.send(kind === 'a call' ? call : `[${call}]`)
  if (kind === 'a call') await expect(asking).rejects.toThrow()
  else expect((await asking).messages[0]?.error?.message).toContain('longer than can be read')
  await expect.poll(() => isCut).toBe(true)
  await own.close()
})
