import { expect, test } from 'vitest'
import { ListCache } from './list-cache.ts'

const answer = (id: string, more = '') =>
  `{"jsonrpc":"2.0","id":${id},"result":{"tools":[{"name":"a"},{"name":"bé"}]${more}}}`
const shown = (id: string) => `{"jsonrpc":"2.0","id":${id},"result":{"tools":[{"name":"a"}]}}`

function filled(): ListCache {
  const cache = new ListCache()
  cache.keep(answer('1'), '1', shown('1'))
  return cache
}

function both(cache: ListCache, text: string, id: string): [string | undefined, string | undefined] {
  const bytes = cache.findBytes(Buffer.from(text), id)
  return [cache.find(text, id), bytes && Buffer.concat(bytes).toString()]
}

test('the same list under another id is known, as text and as bytes', () => {
  const known = shown('"x-é"')
  expect(both(filled(), answer('"x-é"'), '"x-é"')).toEqual([known, known])
})

test.each([
  ['a list that differs in one character', answer('2').replace('"bé"', '"bè"'), '2'],
  ['a list with more', answer('2', ',"nextCursor":"x"'), '2'],
  ['an answer to another request', answer('3'), '2'],
  ['an id that holds more than an id', answer('2,"result":{"tools":[{"name":"b"}]},"id":2'), '2'],
])('%s is not', (_case, text, id) => {
  expect(both(filled(), text, id)).toEqual([undefined, undefined])
})

test('an answer whose id was written another way is not kept', () => {
  const cache = new ListCache()
  cache.keep(answer('1.0'), '1', shown('1.0'))
  expect(both(cache, answer('1.0'), '1.0')).toEqual([undefined, undefined])
})
