import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import { RawClient } from './conformance/raw-client.ts'

let world: FixtureGate
let client: RawClient

/** Only `read_file` may ever arrive. */
const policy = {
  version: '1',
  default: 'deny',
  hide: ['secret_tool'],
  tools: { read_file: {}, write_file: { action: 'deny' } },
}

beforeAll(async () => {
  world = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    policy,
    fixture: { isStateless: true },
  })
  client = await new RawClient(world.gate).open()
})
afterAll(() => world.close())
beforeEach(() => {
  world.fixture.arrivals.length = 0
})

const call = (name: string, more = '') =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}","arguments":{}${more}}}`
const deep = `${'['.repeat(70)}${']'.repeat(70)}`

const tricks: [string, string | Buffer, Record<string, string>?][] = [
  [
    'a name twice',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","name":"write_file"}}',
  ],
  [
    'a name twice, once escaped',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","n\\u0061me":"write_file"}}',
  ],
  [
    'two methods',
    '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"write_file"}}',
  ],
  [
    'two params',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"},"params":{"name":"write_file"}}',
  ],
  [
    '__proto__ as params',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","__proto__":{"params":{"name":"write_file"}},"params":{"name":"read_file"}}',
  ],
  ['__proto__ deep in the arguments', call('read_file', ',"x":{"__proto__":{"name":"write_file"}}')],
  ['escapes in the name of a denied tool', call('\\u0077rite_file')],
  [
    'escapes in the method',
    '{"jsonrpc":"2.0","id":1,"method":"tools\\u002fcall","params":{"name":"write_file"}}',
  ],
  ['the method in capitals', '{"jsonrpc":"2.0","id":1,"method":"Tools/Call","params":{"name":"write_file"}}'],
  [
    'space after the method',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call ","params":{"name":"write_file"}}',
  ],
  [
    'an invisible sign in the method',
    '{"jsonrpc":"2.0","id":1,"method":"tools/\\u200bcall","params":{"name":"write_file"}}',
  ],
  [
    'a method of its own by which a server calls tools',
    '{"jsonrpc":"2.0","id":1,"method":"tools/invoke","params":{"name":"write_file"}}',
  ],
  ['a slash too many', '{"jsonrpc":"2.0","id":1,"method":"tools//call","params":{"name":"write_file"}}'],
  ['full-width letters', '{"jsonrpc":"2.0","id":1,"method":"ｔools/call","params":{"name":"write_file"}}'],
  ['space after the name', call('write_file ')],
  ['the name in capitals', call('WRITE_FILE')],
  [
    'a second method in capitals',
    '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call","params":{},"Params":{"name":"write_file"}}',
  ],
  [
    'a second name in capitals',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","Name":"write_file"}}',
  ],
  [
    'params with a long s',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"},"param\u017f":{"name":"write_file"}}',
  ],
  [
    'a method in capitals in a notification',
    '{"jsonrpc":"2.0","method":"notifications/x","Method":"tools/call","ID":1,"Params":{"name":"write_file"}}',
  ],
  [
    'a method in capitals in an answer',
    '{"jsonrpc":"2.0","id":1,"result":{},"Method":"tools/call","Params":{"name":"write_file"}}',
  ],
  ['no id at all', '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"write_file"}}'],
  ['an id of null', '{"jsonrpc":"2.0","id":null,"method":"tools/call","params":{"name":"write_file"}}'],
  [
    'an id that is an object',
    '{"jsonrpc":"2.0","id":{},"method":"tools/call","params":{"name":"write_file"}}',
  ],
  [
    'a result beside the method',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_file"},"result":{}}',
  ],
  ['params in a list', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["write_file"]}'],
  ['no jsonrpc', '{"id":1,"method":"tools/call","params":{"name":"write_file"}}'],
  [
    'a name that is a list',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["write_file"]}}',
  ],
  [
    'arguments that are text',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":"{}"}}',
  ],
  ['too much depth', call('read_file', `,"x":${deep}`)],
  ['a batch with a denied call', `[${call('read_file')},${call('write_file').replace('"id":1', '"id":2')}]`],
  ['a batch in a batch', `[[${call('write_file')}]]`],
  [
    'a batch with a denied notification',
    '[{"jsonrpc":"2.0","method":"tools/call","params":{"name":"write_file"}}]',
  ],
  ['an empty batch', '[]'],
  ['text after the message', `${call('read_file')}${call('write_file')}`],
  ['a message on a second line', `${call('ping')}\n${call('write_file')}`],
  ['a byte order mark', `\ufeff${call('write_file')}`],
  ['UTF-16', Buffer.from(call('write_file'), 'utf16le')],
  [
    'UTF-16 by its charset',
    Buffer.from(call('write_file'), 'utf16le'),
    { 'content-type': 'application/json; charset=utf-16le' },
  ],
  [
    'bytes that are no UTF-8',
    Buffer.concat([
      Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file'),
      Buffer.from([0xff, 0xc0]),
      Buffer.from('"}}'),
    ]),
  ],
  ['another content type', call('write_file'), { 'content-type': 'text/plain' }],
  ['a form', `a=${call('write_file')}`, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a compressed body', call('read_file'), { 'content-encoding': 'gzip' }],
  [
    'headers that name an allowed tool',
    call('write_file'),
    { 'mcp-method': 'tools/call', 'mcp-name': 'read_file' },
  ],
  [
    'headers that name a denied tool',
    call('read_file'),
    { 'mcp-method': 'tools/call', 'mcp-name': 'write_file' },
  ],
  ['headers that name another method', call('read_file'), { 'mcp-method': 'tools/list' }],
]

/** What reached the server, as a careless reader would take it: the last of two names wins, any case will do. */
function arrived(): string[] {
  return world.fixture.arrivals
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => body)
    .filter((body) => !/"method":\s*"(initialize|notifications\/initialized)"/.test(body))
}

test.each(tricks)('nothing that is denied arrives by %s', async (_trick, body, headers = {}) => {
  const answer = await client.send(body, headers)
  for (const one of arrived()) {
    expect(one).toContain('"read_file"')
    expect(one).not.toContain('write_file')
  }
  expect(
    answer.status === 200 || answer.status === 202 || (answer.status >= 400 && answer.status < 500),
  ).toBe(true)
})

const odd = Buffer.concat([
  Buffer.from(
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":{"a":"',
  ),
  Buffer.from([0xff, 0xc0]),
  Buffer.from('"}}}'),
])

test.each<[string, string | Buffer, Record<string, string>]>([
  ['bytes that two readers read differently', odd, {}],
  [
    'a name header for another tool',
    call('read_file'),
    { 'mcp-method': 'tools/call', 'mcp-name': 'write_file' },
  ],
  [
    'an encoded name header for another tool',
    call('read_file'),
    { 'mcp-name': '=?base64?d3JpdGVfZmlsZQ==?=' },
  ],
  ['a method header for another method', call('read_file'), { 'mcp-method': 'tools/list' }],
  ['a name twice in the arguments', call('read_file', ',"x":{"a":1,"a":2}'), {}],
])('a call with %s does not arrive, though its tool is allowed', async (_trick, body, headers) => {
  const answer = await client.send(body, headers)
  expect(answer.status).toBe(400)
  expect(arrived()).toEqual([])
})

test('headers that nobody compared with a body stay here', async () => {
  const odd = { 'mcp-method': 'tools/call', 'mcp-name': 'write_file', 'mcp-param-x': 'y' }
  await client.send('[{"jsonrpc":"2.0","id":1,"method":"ping"}]', odd)
  ;(await client.listen(odd)).close()
  await client.send('', odd, 'DELETE')
  expect(world.fixture.arrivals.map(({ method }) => method)).toEqual(['POST', 'GET', 'DELETE'])
  for (const { headers } of world.fixture.arrivals)
    expect(Object.keys(headers).filter((name) => /^mcp-(method|name|param)/.test(name))).toEqual([])
})

test('a name header on a message that names nothing is refused', async () => {
  const answer = await client.send('{"jsonrpc":"2.0","id":1,"method":"ping"}', { 'mcp-name': 'write_file' })
  expect([answer.status, answer.messages[0]?.error?.code]).toEqual([400, -32020])
  expect(arrived()).toEqual([])
})

test('one content type arrives, and it is ours', async () => {
  await client.send(call('read_file'), { 'content-type': 'application/json; x=y' })
  expect(world.fixture.arrivals.at(-1)?.headers['content-type']).toBe('application/json')
})

test.each([
  'content-type',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'authorization',
])('%s twice is refused', async (name) => {
  const headers: Record<string, string> = {
    ...client.headers,
    'mcp-method': 'tools/call',
    'mcp-name': 'read_file',
  }
  const asking = httpRequest(world.gate.url, { method: 'POST' })
  for (const [one, value] of Object.entries(headers)) if (one !== name) asking.setHeader(one, value)
  asking.setHeader(name, [headers[name] ?? 'x', 'application/json; charset=utf-16le'])
  asking.end(call('read_file'))
  const [answer] = await once(asking, 'response')
  answer.resume()
  expect(answer.statusCode).toBe(400)
  expect(arrived()).toEqual([])
})

test('a name header that says what the body says passes', async () => {
  await client.send(call('read_file'), { 'mcp-method': 'tools/call', 'mcp-name': '=?base64?cmVhZF9maWxl?=' })
  expect(arrived()).toHaveLength(1)
})

test('a batch gets an answer for each of its requests', async () => {
  const answer = await client.send(
    `[${call('read_file')},${call('write_file').replace('"id":1', '"id":"two"')},{"jsonrpc":"2.0","method":"notifications/x"}]`,
  )
  const byId = new Map(answer.messages.map((message) => [message.id, message]))
  expect([...byId.keys()].sort()).toEqual([1, 'two'])
  expect(byId.get('two')?.result?.isError).toBe(true)
  expect(byId.get(1)?.result?.content?.[0]?.text).toBe('done')
  expect(arrived()).toHaveLength(2)
})

test('a notification in a batch of its own is accepted without a body', async () => {
  const answer = await client.send('[{"jsonrpc":"2.0","method":"notifications/x"}]')
  expect([answer.status, answer.text]).toEqual([202, ''])
})

/** Any JSON that a client could send for a call, with names near those of the tools. */
const names = fc.oneof(
  fc.constantFrom(
    'read_file',
    'write_file',
    'secret_tool',
    'write_file\u0000',
    ' write_file',
    'Write_File',
    'wr\u0456te_file',
    '__proto__',
    'constructor',
    'toString',
  ),
  fc.string(),
)
const anyCall = fc.record(
  {
    name: names,
    arguments: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    _meta: fc.jsonValue(),
  },
  { requiredKeys: [] },
)

test('no call but the allowed one arrives, whatever it looks like', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyCall,
      fc.constantFrom('tools/call', 'tools/Call', 'TOOLS/CALL', 'tools/call\t'),
      async (params, method) => {
        world.fixture.arrivals.length = 0
        await client.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
        for (const body of arrived()) {
          expect(JSON.parse(body)).toMatchObject({ method: 'tools/call', params: { name: 'read_file' } })
        }
      },
    ),
    { numRuns: 150 },
  )
})
