import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readServerMessage } from '#mcp/message'
import { isPlainResult } from './plain-result.ts'

test.each([
  ['{"jsonrpc":"2.0","id":1,"result":{"content":[]}}', '1'],
  ['{"result":{"content":[]},"jsonrpc":"2.0","id":1}', '1'],
  ['{"jsonrpc":"2.0","id":"a","result":{}}', '"a"'],
])('%s is the plain result of %s', (text, idText) => {
  expect(isPlainResult(text, idText)).toBe(true)
})

test.each([
  ['another id', '{"jsonrpc":"2.0","id":12,"result":{}}'],
  ['a failure of the tool', '{"jsonrpc":"2.0","id":1,"result":{"isError":true}}'],
  ['a failure in other letters', '{"jsonrpc":"2.0","id":1,"result":{"isErro\\u0072":true}}'],
  ['an error', '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}'],
  ['half an answer', '{"jsonrpc":"2.0","id":1,"result":{"content":['],
  ['an answer that says more at its end', '{"jsonrpc":"2.0","id":1,"result":{}}\n'],
  ['a result that is no object', '{"jsonrpc":"2.0","id":1,"result":[]}'],
])('%s is not taken at a glance', (_what, text) => {
  expect(isPlainResult(text, '1')).toBe(false)
})

test('what is taken at a glance is what reading it says', () => {
  const word = fc.constantFrom('result', 'error', 'id', 'isError', 'content', 'jsonrpc', 'x')
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      fc.constantFrom(1, true, 'text', null, '2.0'),
      fc.dictionary(word, tie('any'), { maxKeys: 3 }),
    ),
  })).any
  const answers = fc.record(
    { jsonrpc: fc.constant('2.0'), id: fc.constantFrom(1, 2, '1'), result: fc.dictionary(word, value) },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(
      answers,
      fc.boolean(),
      fc.dictionary(word, value, { maxKeys: 1 }),
      (answer, isFirst, more) => {
        const { result, ...rest } = answer
        const text = JSON.stringify(isFirst ? { result, ...rest, ...more } : { ...rest, result, ...more })
        if (!isPlainResult(text, '1')) return
        const read = readServerMessage(text)
        expect(read.kind === 'answer' && read.id === 1 && read.result?.['isError'] === undefined).toBe(true)
      },
    ),
    { numRuns: 2000 },
  )
})
