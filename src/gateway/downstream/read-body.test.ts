import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { PostRequest } from '#platform/http/post-request'
import { readBody } from './read-body.ts'

function read(type: string) {
  const head = { url: '/mcp/files', headers: { 'content-type': type }, rawHeaders: [] }
  const request = new PostRequest(head, Buffer.from('{}'), new Socket())
  return readBody(request, { headers: request.headers, lengthAt: -1 }, 100)
}

test.each([
  'application/json',
  'Application/JSON',
  'application/json;',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8" ; version=1',
  'application/json; charset=utf8',
])('`%s` is read', (type) => {
  expect(read(type)).toEqual({ ok: true, value: Buffer.from('{}') })
})

test.each([
  'text/plain',
  'application/jsonp',
  'application/json; charset=utf-16',
  'application/json; charset=utf-8; charset=latin1',
  'application/json; x-charset=utf-8',
])('`%s` is not', (type) => {
  expect(read(type)).toMatchObject({ ok: false, fault: { status: 415 } })
})

test('spaces without end cost no more than their length', () => {
  // Tried two ways each, so many would take longer than a test may.
  expect(read(`application/json;${' '.repeat(100_000)}x=charset`)).toMatchObject({ ok: false })
})
