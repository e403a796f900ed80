import { expect, test } from 'vitest'
import { AddressFields, changesOf, fieldsOf } from './address-fields.ts'

const http = fieldsOf({
  kind: 'http',
  url: 'https://a.example/mcp',
  headerNames: ['Authorization', 'X-Team'],
})
const at = (fields: AddressFields) =>
  AddressFields.safeParse(fields).error?.issues.map(({ path }) => path.join('.')) ?? []

test('stored values are kept by name, replaced, or removed', () => {
  expect(changesOf(http)).toEqual({
    kind: 'http',
    url: 'https://a.example/mcp',
    headers: { Authorization: null, 'X-Team': null },
  })
  const [first] = http.secrets
  const secrets = first ? [{ ...first, kept: false, value: 'Bearer new' }] : []
  expect(changesOf({ ...http, secrets })).toMatchObject({ headers: { Authorization: 'Bearer new' } })
})

test('the older transport stays what it is', () => {
  const sse = fieldsOf({ kind: 'sse', url: 'https://a.example/sse', headerNames: ['Authorization'] })
  expect(changesOf(sse)).toEqual({
    kind: 'sse',
    url: 'https://a.example/sse',
    headers: { Authorization: null },
  })
})

test('a command line is printed and read back', () => {
  const transport = {
    kind: 'stdio',
    command: 'npx',
    args: ['-y', 'a server', '/x'],
    envNames: ['KEY'],
    cwd: '/srv',
  } as const
  expect(changesOf(fieldsOf({ ...transport, args: [...transport.args], envNames: ['KEY'] }))).toEqual({
    kind: 'stdio',
    command: 'npx',
    args: ['-y', 'a server', '/x'],
    env: { KEY: null },
    cwd: '/srv',
  })
})

test('a shared program stays shared, and is told from one for each session', () => {
  const alone = fieldsOf({ kind: 'stdio', command: 'node', args: [], envNames: ['KEY'] })
  const env = { KEY: null }
  expect(changesOf(alone)).toEqual({ kind: 'stdio', command: 'node', args: [], env })
  const shared = fieldsOf({ kind: 'stdio', command: 'node', args: [], envNames: ['KEY'], isShared: true })
  expect(changesOf(shared)).toEqual({ kind: 'stdio', command: 'node', args: [], env, isShared: true })
})

test('what is wrong is told at its input', () => {
  expect(at(http)).toEqual([])
  expect(at({ ...http, address: 'ftp://x' })).toEqual(['address'])
  const secret = (name: string, value: string) => ({ name, value, stored: false, kept: false })
  expect(at({ ...http, secrets: [secret('Bad Name', 'x')] })).toEqual(['secrets.0.name'])
  expect(at({ ...http, secrets: [secret('Good', 'line\nbreak')] })).toEqual(['secrets.0.value'])
  expect(at({ ...http, kind: 'stdio', address: 'node "open', secrets: [] })).toEqual(['address'])
})
