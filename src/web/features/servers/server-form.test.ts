import { expect, test } from 'vitest'
import { emptyServerForm, ServerForm, transportOf } from './server-form.ts'

const http: ServerForm = { ...emptyServerForm, url: 'https://a.example/mcp', name: 'a' }
const stdio: ServerForm = { ...emptyServerForm, kind: 'stdio', command: 'node "my server.js"', name: 'a' }
const at = (form: ServerForm) =>
  ServerForm.safeParse(form).error?.issues.map(({ path }) => path.join('.')) ?? []

test('a form means a transport', () => {
  const headers = [
    { name: ' Authorization ', value: 'Bearer x' },
    { name: '', value: 'left empty' },
  ]
  expect(transportOf({ ...http, headers })).toEqual({
    kind: 'http',
    url: 'https://a.example/mcp',
    headers: { Authorization: 'Bearer x' },
  })
  expect(transportOf({ ...http, kind: 'sse' })).toMatchObject({ kind: 'sse', url: 'https://a.example/mcp' })
  expect(transportOf(stdio)).toEqual({ kind: 'stdio', command: 'node', args: ['my server.js'], env: {} })
})

test.each([
  ['all is well', http, []],
  ['all is well with a command', stdio, []],
  ['the address is none', { ...http, url: 'example.com' }, ['url']],
  ['the name is missing', { ...http, name: ' ' }, ['name']],
  ['the slug does not fit', { ...http, slug: 'Not It' }, ['slug']],
  ['a header name does not fit', { ...http, headers: [{ name: 'a b', value: 'x' }] }, ['headers.0.name']],
  [
    'a header value breaks the line',
    { ...http, headers: [{ name: 'a', value: 'x\ny' }] },
    ['headers.0.value'],
  ],
  ['a variable name does not fit', { ...stdio, env: [{ name: '1x', value: '' }] }, ['env.0.name']],
  ['a quote is open', { ...stdio, command: 'node "x' }, ['command']],
] as const)('when %s, it is told at the input', (_, form, paths) => {
  expect([...new Set(at({ ...form, headers: [...form.headers], env: [...form.env] }))]).toEqual(paths)
})
