import { expect, test } from 'vitest'
import { parseBody } from './frame.ts'

function only(text: string) {
  const parsed = parseBody(text)
  if (!parsed.ok) return parsed.fault
  const [frame] = parsed.value.frames
  return frame?.ok === true ? frame.value : frame?.fault
}

test('a request keeps its id as it was written', () => {
  expect(only('{"jsonrpc":"2.0","id": 123456789012345678901 ,"method":"ping"}')).toMatchObject({
    kind: 'request',
    idText: '123456789012345678901',
  })
  expect(only('{"jsonrpc":"2.0","id":"a\\u0062","method":"ping"}')).toMatchObject({
    id: 'ab',
    idText: '"ab"',
  })
})

test('notifications and answers are told from requests', () => {
  expect(only('{"jsonrpc":"2.0","method":"notifications/x"}')).toMatchObject({ kind: 'notification' })
  expect(only('{"jsonrpc":"2.0","id":1,"result":{}}')).toMatchObject({ kind: 'response', id: 1 })
  expect(only('{"jsonrpc":"2.0","id":1,"error":{}}')).toMatchObject({ kind: 'response' })
})

test('whatever has a method is a call of it', () => {
  expect(only('{"jsonrpc":"2.0","id":1,"method":"tools/call","result":{}}')).toMatchObject({
    kind: 'request',
  })
})

test.each([
  ['{', -32700],
  ['', -32700],
  ['1', -32600],
  ['"x"', -32600],
  ['null', -32600],
  ['[]', -32600],
  ['{"jsonrpc":"1.0","id":1,"method":"x"}', -32600],
  ['{"jsonrpc":"2.0","id":null,"method":"x"}', -32600],
  ['{"jsonrpc":"2.0","id":1}', -32600],
  ['{"jsonrpc":"2.0","result":{}}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":5}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":1,"a":1}}', -32600],
])('%s is refused with %s', (text, code) => {
  expect(only(text)).toMatchObject({ code })
})

test('a refusal carries the id of its request where that can be read', () => {
  expect(only('{"jsonrpc":"1.0","id":7,"method":"x"}')).toMatchObject({ idText: '7' })
})

test('each element of a batch has its own words', () => {
  const parsed = parseBody('[ {"jsonrpc":"2.0","id":1,"method":"a"} , 5, {"jsonrpc":"2.0","method":"b"}]')
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      isBatch: true,
      frames: [
        { ok: true, value: { text: '{"jsonrpc":"2.0","id":1,"method":"a"}' } },
        { ok: false, fault: { code: -32600 } },
        { ok: true, value: { text: '{"jsonrpc":"2.0","method":"b"}' } },
      ],
    },
  })
})
