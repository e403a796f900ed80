import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, eventData } from './event-stream.ts'

test.each([
  ['data: a\n\n', ['a']],
  ['data: a\ndata: b\n\n', ['a\nb']],
  ['data:a\r\n\r\ndata:  b\r\n\r\n', ['a', ' b']],
  [': comment\n\nid: 3\nevent: x\ndata: c\n\n', ['c']],
  ['data: never closed', []],
])('%j holds the events %j', (text, events) => {
  expect(cut(text).events).toEqual(events)
})

test('however the bytes are cut, the events are the same', async () => {
  const text = ': up\n\ndata: {"a":"ä€𝄞"}\n\ndata: two\ndata: lines\n\n'
  const bytes = new TextEncoder().encode(text)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length })), async (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), bytes.length]
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const [index, end] of cuts.slice(1).entries())
            controller.enqueue(bytes.slice(cuts[index], end))
          controller.close()
        },
      })
      const events: string[] = []
      for await (const data of eventData(body)) events.push(data)
      expect(events).toEqual(['{"a":"ä€𝄞"}', 'two\nlines'])
    }),
  )
})
