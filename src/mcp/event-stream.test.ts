import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockSplitter, dataOf, eventNameOf, eventText, idOf, withData } from './event-stream.ts'

const stream =
  ': comment\n\nid: 1\r\nevent: message\r\ndata: {"a":1}\r\n\r\nretry: 10\n\ndata: x\ndata: y\n\n\ndata:z\r\rdata'

test('blocks keep every character, and end with their blank line', () => {
  const splitter = blockSplitter()
  const blocks = splitter.push(stream)
  expect(blocks.map(dataOf)).toEqual([undefined, '{"a":1}', undefined, 'x\ny', 'z'])
  expect(blocks.join('') + splitter.rest()).toBe(stream)
})

test('how a stream is cut into chunks does not matter to what it says', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
      const splitter = blockSplitter()
      const blocks: string[] = []
      let at = 0
      for (let turn = 0; at < stream.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        blocks.push(...splitter.push(stream.slice(at, at + size)))
        at += size
      }
      expect(blocks.join('') + splitter.rest()).toBe(stream)
      expect(blocks.map(dataOf).filter((data) => data !== undefined)).toEqual(['{"a":1}', 'x\ny', 'z'])
    }),
  )
})

test('a byte order mark before a stream is no part of its first field', () => {
  expect(dataOf('\ufeffdata: x\n\n')).toBe('x')
  expect(eventNameOf('\ufeffevent: endpoint\ndata: /m\n\n')).toBe('endpoint')
  expect(idOf('\ufeffid: 7\ndata: x\n\n')).toBe('7')
})

test('other data leaves the rest of a block alone', () => {
  expect(withData('id: 7\nevent: message\ndata: 1\ndata: 2\n: c\n\n', '{"b":2}')).toBe(
    'id: 7\nevent: message\n: c\ndata: {"b":2}\n\n',
  )
})

test('a message with line breaks is one event', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const pretty = JSON.stringify(JSON.parse(text), null, 2)
      const [block, ...more] = blockSplitter().push(eventText(pretty))
      expect(more).toEqual([])
      expect(JSON.parse(dataOf(block ?? '') ?? '')).toEqual(JSON.parse(pretty))
    }),
  )
})

test('a line without end costs what it is long, and tells how long that is', () => {
  const splitter = blockSplitter()
  const piece = 'x'.repeat(1_000)
  for (let n = 0; n < 20_000; n += 1) expect(splitter.push(piece)).toEqual([])
  expect(splitter.held).toBe(20_000_000)
  expect(splitter.push('\n\ny').map(({ length }) => length)).toEqual([20_000_002])
  expect([splitter.held, splitter.rest()]).toEqual([1, 'y'])
})
