import fc from 'fast-check'
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
  const bytes = cache.findBytes([Buffer.from(text)], id)
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

test('how the bytes are cut does not matter, and one that differs does', () => {
  const whole = Buffer.from(answer('77'))
  const cuts = fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 6 })
  fc.assert(
    fc.property(cuts, fc.integer({ min: 0, max: whole.length - 1 }), (places, at) => {
      const edges = [0, ...places.sort((a, b) => a - b), whole.length]
      const cut = (bytes: Buffer) => edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
      expect(filled().findBytes(cut(whole), '77')).toBeDefined()
      const other = Buffer.from(whole)
      other[at] = (other[at] ?? 0) ^ 1
      expect(filled().findBytes(cut(other), '77')).toBeUndefined()
      expect(filled().findBytes(cut(whole).slice(0, -1), '77') ?? []).toHaveLength(
        edges.at(-2) === whole.length ? 3 : 0,
      )
    }),
  )
})
