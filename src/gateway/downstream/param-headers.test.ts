import { expect, test } from 'vitest'
import { parseBody } from '#mcp/frame'
import { paramHeaders } from './param-headers.ts'

const tool = {
  name: 'query',
  inputSchema: {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      rows: { type: 'integer', 'x-mcp-header': 'Rows' },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
      where: { type: 'object', properties: { tenant: { type: 'string', 'x-mcp-header': 'Tenant' } } },
    },
  },
}

function headersOf(args: object, ...rawHeaders: string[]) {
  const params = { name: 'query', arguments: args }
  const body = parseBody(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }))
  const frame = body.ok ? body.value.frames[0] : undefined
  if (frame?.ok !== true || frame.value.kind !== 'request') throw new Error('no request')
  return paramHeaders(rawHeaders, frame.value, tool)
}

test.each<[string, object, string, string]>([
  ['a string', { region: 'eu' }, 'mcp-param-region', 'eu'],
  ['a string in base64', { region: 'Zürich' }, 'mcp-param-region', '=?base64?WsO8cmljaA==?='],
  ['a string that looks like base64', { region: 'SGVsbG8=' }, 'mcp-param-region', 'SGVsbG8='],
  ['half a wrapping', { region: '=?base64?SGVsbG8=' }, 'mcp-param-region', '=?base64?SGVsbG8='],
  ['a number', { rows: 42 }, 'mcp-param-rows', '42.0'],
  ['a boolean', { dry: false }, 'mcp-param-dry', 'false'],
  ['an argument further in', { where: { tenant: 'a' } }, 'mcp-param-tenant', 'a'],
])('%s that says what the body says goes along, as it was written', (_what, args, name, value) => {
  expect(headersOf(args, 'Accept', '*/*', name.toUpperCase(), value)).toEqual({
    kind: 'same',
    headers: [name, value],
  })
})

test.each<[string, object, string, string]>([
  ['another string', { region: 'eu' }, 'mcp-param-region', 'us'],
  ['another number', { rows: 42 }, 'mcp-param-rows', '43'],
  ['no number', { rows: 42 }, 'mcp-param-rows', '0x2a'],
  ['base64 without its padding', { region: 'Hello' }, 'mcp-param-region', '=?base64?SGVsbG8?='],
  ['base64 with other characters', { region: 'Hello' }, 'mcp-param-region', '=?base64?SGVs!!!bG8=?='],
  ['bytes that are no text', { region: 'ÿ' }, 'mcp-param-region', '=?base64?/w==?='],
  ['a wrapped number for its own base64', { region: 'SGVsbG8=' }, 'mcp-param-region', '=?base64?SGVsbG8=?='],
])('%s is refused', (_what, args, name, value) => {
  expect(headersOf(args, name, value).kind).toBe('mismatch')
})

test('one that is sent twice is refused, even when both say the same', () => {
  expect(headersOf({ region: 'eu' }, 'mcp-param-region', 'eu', 'Mcp-Param-Region', 'eu').kind).toBe(
    'mismatch',
  )
})

test('one that repeats nothing stays here', () => {
  const unknown = ['mcp-param-other', 'x', 'mcp-param-region', 'eu', 'mcp-param-rows', '1']
  expect(headersOf({ region: null }, ...unknown)).toEqual({ kind: 'same', headers: [] })
})
