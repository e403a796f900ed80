import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { blockSplitter, dataOf } from '#mcp/event-stream'
import { invariant } from '#std/invariant'
import { isJsonObject } from '#std/json'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './fixture-gate.ts'
import {
  answers,
  definitionOf,
  eventOf,
  ids,
  listAround,
  quietEvents,
  requests,
  saidByClient,
  saidByServer,
  withId,
} from './frames.ts'
import { openGate, testSealer } from './gate.ts'
import { openPuppets } from './puppets.ts'
import { RawClient } from './raw-client.ts'

const openStorage: Parameters<typeof openFixtureGate>[0] = (sealer) =>
  openSqlite({ path: ':memory:', sealer })

let world: FixtureGate
let client: RawClient
/** What the server answers next, word for word. */
let next = { type: 'application/json', text: '' }
/** Unset until the gateway has listed the tools for itself. */
let listed: string | undefined

/** Many rounds, on a machine that may be busy. */
vi.setConfig({ testTimeout: 30_000 })

beforeAll(async () => {
  world = await openFixtureGate(openStorage, {
    fixture: {
      answer(frame, response) {
        if (frame['id'] === undefined || frame['method'] === undefined) return false
        if (frame['method'] === 'tools/list' && listed === undefined) return false
        response.writeHead(200, { 'content-type': next.type }).end(next.text)
        return true
      },
    },
  })
  client = await new RawClient(world.gate).open()
})
afterAll(async () => {
  vi.resetConfig()
  await world.close()
})

const json = 'application/json'
const events = 'text/event-stream'

/** An answer alone, or at the end of an event stream. */
const answered = fc.record({ answer: answers, idText: ids }).chain(({ answer, idText }) => {
  const text = withId(answer, idText)
  const before = fc.array(fc.oneof(quietEvents, saidByServer.chain(eventOf)), { maxLength: 3 })
  const stream = fc.tuple(before, eventOf(text)).map(([some, last]) => [...some, last].join(''))
  return fc.record({
    idText: fc.constant(idText),
    next: fc.oneof(
      fc.constant({ type: json, text }),
      stream.map((whole) => ({ type: events, text: whole })),
    ),
  })
})

test('a request goes up and its answer comes down, byte for byte, in JSON and in events', async () => {
  await fc.assert(
    fc.asyncProperty(requests, answered, async (request, exchange) => {
      world.fixture.arrivals.length = 0
      next = exchange.next
      const body = withId(request, exchange.idText)
      const through = await client.send(body)
      expect(world.fixture.arrivals.map((arrival) => arrival.body)).toEqual([body])
      expect(through.text).toBe(next.text)
      expect(through.headers['content-type']).toBe(next.type)
    }),
    { numRuns: 100 },
  )
})

test('what a client says that has no answer goes up byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(saidByClient, async (frame) => {
      world.fixture.arrivals.length = 0
      expect((await client.send(frame)).status).toBe(202)
      expect(world.fixture.arrivals.map((arrival) => arrival.body)).toEqual([frame])
    }),
    { numRuns: 60 },
  )
})

test('what a server says unasked comes down byte for byte', async () => {
  const stream = await client.listen()
  await expect.poll(() => world.fixture.listeners.size).toBe(1)
  let said = 0
  /** All that comes before a mark, so that what is lost is missed at once and not waited for. */
  const heardBefore = async (mark: string): Promise<string[]> => {
    const heard: string[] = []
    for (let block = await stream.next(); block !== mark && block !== ''; block = await stream.next())
      heard.push(block)
    return heard
  }
  await fc.assert(
    fc.asyncProperty(fc.oneof(quietEvents, saidByServer.chain(eventOf)), async (block) => {
      said += 1
      const mark = `: ${said}\n\n`
      world.fixture.say(block + mark)
      expect(await heardBefore(mark)).toEqual([block])
    }),
    { numRuns: 60 },
  )
  stream.close()
})

test('of a filtered list all is kept but what is hidden, each definition byte for byte', async () => {
  listed = 'by now'
  await world.gate.publish({ version: '1', default: 'allow', hide: ['secret_tool'] })
  const names = ['read_file', 'secret_tool', 'write_file', 'new_tool']
  const lists = fc
    .tuple(...names.map(definitionOf))
    .chain((definitions) => fc.tuple(fc.constant(definitions), listAround(definitions), fc.boolean()))
  await fc.assert(
    fc.asyncProperty(lists, async ([definitions, answer, isStream]) => {
      const text = withId(answer, '"l"')
      next = isStream
        ? { type: events, text: `id: 4\ndata: ${text.split(/\r?\n/).join('\ndata: ')}\n\n` }
        : { type: json, text }
      const through = await client.send('{"jsonrpc":"2.0","id":"l","method":"tools/list"}')
      const given = isStream ? (dataOf(through.text) ?? '') : through.text
      const kept = definitions.filter((_, at) => names[at] !== 'secret_tool')
      const whole: unknown = JSON.parse(text)
      invariant(isJsonObject(whole) && isJsonObject(whole['result']), 'a list is a result')
      const result = { ...whole['result'], tools: kept.map((one): unknown => JSON.parse(one)) }
      expect(JSON.parse(given)).toEqual({ ...whole, result })
      for (const one of kept) expect(given).toContain(isStream ? one.replaceAll('\r\n', '\n') : one)
    }),
    { numRuns: 60 },
  )
})

/** A message on a line of its own: a break between tokens is a space there. */
const onOneLine = (text: string) => text.replaceAll(/[\r\n]+/g, ' ')

test('over a pipe all but the id passes byte for byte, and the client has its own id back', async () => {
  const puppets = await openPuppets(() => '[{"name":"read_file"}]')
  const sealer = testSealer()
  const { transport } = puppets
  const gate = await openGate({ storage: await openStorage(sealer), sealer, transport })
  const raw = await new RawClient(gate).open()
  const exchanges = fc.record({
    request: requests,
    // An id written otherwise is the same id: any server writes it anew.
    idText: ids.filter((text) => !text.includes('\\')),
    answer: answers,
    before: fc.array(saidByServer, { maxLength: 2 }),
  })
  try {
    await fc.assert(
      fc.asyncProperty(exchanges, async ({ request, idText, answer, before }) => {
        const hearing = new Promise<string>(puppets.onLine)
        const asking = raw.send(withId(request, idText))
        const line = await hearing
        const { id }: { id?: unknown } = JSON.parse(line)
        expect(line).toBe(onOneLine(withId(request, String(id))))
        for (const one of before) puppets.say(onOneLine(one))
        puppets.say(onOneLine(withId(answer, String(id))))
        const through = await asking
        const said = before.length === 0 ? [through.text] : blockSplitter().push(through.text).map(dataOf)
        expect(said).toEqual([...before.map(onOneLine), onOneLine(withId(answer, idText))])
      }),
      { numRuns: 60 },
    )
  } finally {
    await gate.close()
    puppets.close()
  }
})
