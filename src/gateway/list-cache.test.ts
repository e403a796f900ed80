import { expect, test } from 'vitest'
import { ListCache } from './list-cache.ts'

const answer = (id: string, more = '') =>
  `{"jsonrpc":"2.0","id":${id},"result":{"tools":[{"name":"a"},{"name":"b"}]${more}}}`
const shown = (id: string) => `{"jsonrpc":"2.0","id":${id},"result":{"tools":[{"name":"a"}]}}`

function filled(): ListCache {
  const cache = new ListCache()
  cache.keep(answer('1'), '1', { text: shown('1'), tools: [{ name: 'a' }, { name: 'b' }] })
  return cache
}

test('the same list under another id is known', () => {
  expect(filled().find(answer('"x-77"'), '"x-77"')).toEqual({
    text: shown('"x-77"'),
    tools: [{ name: 'a' }, { name: 'b' }],
  })
})

test.each([
  ['a list that differs in one character', answer('2').replace('"b"', '"c"'), '2'],
  ['a list with more', answer('2', ',"nextCursor":"x"'), '2'],
  ['an answer to another request', answer('3'), '2'],
  ['an id that holds more than an id', answer('2,"result":{"tools":[{"name":"b"}]},"id":2'), '2'],
])('%s is not', (_case, text, id) => {
  expect(filled().find(text, id)).toBeUndefined()
})

test('an answer whose id was written another way is not kept', () => {
  const cache = new ListCache()
  cache.keep(answer('1.0'), '1', { text: shown('1.0'), tools: [] })
  expect(cache.find(answer('1.0'), '1.0')).toBeUndefined()
})
