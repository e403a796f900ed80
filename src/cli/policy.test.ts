import { describe, expect, test } from 'vitest'
import { policyCommand } from './policy.ts'

const tools = JSON.stringify({
  tools: [
    {
      name: 'create_refund',
      description: 'Refund a payment',
      inputSchema: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
    },
    { name: 'get_refund', description: 'Get a refund', inputSchema: { type: 'object', properties: {} } },
  ],
})
const policy = `{ "version": "1", "default": "deny", "tools": {
  "get_refund": { "limits": [{ "counter": "c", "window": "minute", "max": 2, "scope": "grant" }] },
  "create_refund": { "deny_if": [{ "conditions": [{ "path": "args.amount", "op": "gt", "value": 10 }], "on_deny": "Too much." }] } },
  "tests": [{ "name": "no mass refunds", "tool": "create_refund", "args": { "amount": 99 }, "expect": "deny" }] }`

async function run(args: string[], files: Record<string, string>) {
  let out = ''
  let err = ''
  const code = await policyCommand(args, {
    readText: (path) => {
      const text = files[path]
      return text === undefined ? Promise.reject(new Error('no such file')) : Promise.resolve(text)
    },
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  return { code, out, err }
}

describe('policy decide', () => {
  test('prints a decision a line, and counts what it allows', async () => {
    const calls = [
      { name: 'get_refund', at: '2026-11-21T10:00:00Z' },
      { name: 'get_refund' },
      { name: 'get_refund' },
      { name: 'get_refund', grant: 'other' },
      { name: 'get_refund', at: '2026-11-21T10:01:01Z' },
      { name: 'create_refund', arguments: { amount: 11 } },
    ]
    const { code, out } = await run(['decide', 'p', '--tools', 't', '--calls', '-'], {
      p: policy,
      t: tools,
      '-': calls.map((call) => JSON.stringify(call)).join('\n'),
    })
    expect(code).toBe(0)
    const lines = out.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual([
      'allow',
      'allow',
      'deny',
      'allow',
      'allow',
      'deny',
    ])
    expect(lines[5]).toBe('{"outcome":"deny","rule":"/tools/create_refund/deny_if/0","message":"Too much."}')
  })

  test('a policy that breaks the schema stops it, one that is unwise does not', async () => {
    const broken = await run(['decide', 'p', '--tools=t', '--calls=c'], { p: '{}', t: tools, c: '' })
    expect(broken).toMatchObject({ code: 1, out: '' })
    expect(broken.err).toContain('missing_field')
    const unknown = policy.replace('"get_refund"', '"got_refund"')
    expect(
      await run(['decide', 'p', '--tools=t', '--calls=c'], { p: unknown, t: tools, c: '' }),
    ).toMatchObject({ code: 0 })
  })

  test('a dispatch table lets it look inside', async () => {
    const { out } = await run(['decide', 'p', '--tools', 't', '--calls', 'c', '--dispatch', 'd'], {
      p: '{"version":"1","default":"deny","tools":{"iscsi_sessions":{}}}',
      t: '{"name":"truenas"}',
      d: '[{"tool":"truenas","name":"args.action","arguments":"args.params"}]',
      c: '{"name":"truenas","arguments":{"action":"iscsi_sessions"}}\n{"name":"truenas","arguments":{"action":"pool_delete"}}\n',
    })
    expect(out).toBe(
      '{"outcome":"allow","rule":"/tools/iscsi_sessions","message":"The policy allows `truenas:iscsi_sessions`."}\n' +
        '{"outcome":"deny","rule":"(default deny)","message":"No rule of the policy allows `truenas:pool_delete`."}\n',
    )
  })
})

test('policy check prints problems with their places, and an error is exit code 1', async () => {
  const { code, out } = await run(['check', 'p', '--tools', 't'], {
    p: policy.replace('args.amount', 'args.amont'),
    t: tools,
  })
  expect({ code, out }).toEqual({
    code: 1,
    out:
      'security 3:61 unnamed_argument the tool does not name `amont`, so a call without it passes by\n' +
      'error 4:13 failing_test `no mass refunds` fails: `create_refund`: expected deny, got allow by `/tools/create_refund`\n',
  })
  expect(await run(['check', 'p'], { p: policy })).toMatchObject({ code: 0, out: '' })
  expect((await run(['check', 'p', '--json'], { p: '{' })).out).toContain('"code":"syntax"')
})

test('policy test runs the tests', async () => {
  expect(await run(['test', 'p', '--tools', 't'], { p: policy, t: tools })).toMatchObject({
    code: 0,
    out: 'pass no mass refunds: deny, as expected\n',
  })
  const failing = await run(['test', 'p', '--tools', 't'], {
    p: policy.replace('"deny" }]', '"allow" }]'),
    t: tools,
  })
  expect(failing).toMatchObject({ code: 1 })
})

test('policy diff tells the loosening first', async () => {
  const { out } = await run(['diff', 'a', 'b', '--tools', 't'], {
    a: '{"version":"1","default":"deny","tools":{"get_refund":{}}}',
    b: '{"version":"1","default":"deny","tools":{"create_refund":{}}}',
    t: tools,
  })
  expect(out).toBe(
    'looser: `create_refund`: denied, because no rule names it → allowed\n' +
      'stricter: `get_refund`: allowed → denied, because no rule names it\n',
  )
})

test('policy recommend prints a policy', async () => {
  const { out } = await run(['recommend', '--tools', 't'], {
    t: '{"name":"get_refund","description":"Get a refund"}',
  })
  expect(out).toBe('{\n  "version": "1",\n  "default": "deny",\n  "tools": {\n    "get_refund": {}\n  }\n}\n')
})

test.each([
  [['decide', 'p', '--tools', 't'], /`--calls FILE` is missing/],
  [['check', 'p', 'q'], /one policy is wanted, not 2/],
  [['check', 'p', '--loud'], /--loud/],
  [['check', 'gone'], /`gone` cannot be read/],
  [['check', 'p', '--tools', 'p'], /holds no tools/],
  [['check', '-', '--tools', '-'], /only once/],
  [['judge', 'p'], /no command/],
])('%j cannot be answered, with a sentence on standard error and exit code 2', async (args, message) => {
  const result = await run(args, { p: '{"version":"1","default":"deny"}', t: tools, '-': '' })
  expect(result).toMatchObject({ code: 2, out: '' })
  expect(result.err).toMatch(message)
})

test('a call with an argument that the gateway refuses to read is no call', async () => {
  const calls = '{"name":"get_refund"}\n{"name":"get_refund","arguments":{"a":[{"__proto__":{"x":1}}]}}'
  const result = await run(['decide', 'p', '--tools=t', '--calls=c'], { p: policy, t: tools, c: calls })
  expect(result).toMatchObject({ code: 2, out: '' })
  expect(result.err).toMatch(/line 2 .*`__proto__`/)
})
