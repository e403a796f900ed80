import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkedBody } from './chunked-body.ts'

/** Pushes `bytes` cut at `cuts`; the body, and what was left over. */
function read(bytes: Buffer, cuts: readonly number[]) {
  const body = new ChunkedBody()
  const data: Buffer[] = []
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  let from = 0
  let read = 0
  for (const end of ends) {
    const piece = Buffer.from(bytes.subarray(from, end))
    read += body.push(piece, 0, (part) => data.push(Buffer.from(part)))
    from = end
  }
  return { text: Buffer.concat(data).toString('latin1'), body, read }
}

function written(parts: readonly Uint8Array[], extension: string): Buffer {
  const chunks = parts
    .filter((part) => part.length > 0)
    .flatMap((part) => [
      Buffer.from(`${part.length.toString(16)}${extension}\r\n`),
      part,
      Buffer.from('\r\n'),
    ])
  return Buffer.concat([...chunks, Buffer.from('0\r\nTrailer: dropped\r\n\r\n')])
}

test('a body is the same however it was cut, and ends where it ends', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
      fc.constantFrom('', ';a=b', ' ;x', ';q="1"'),
      fc.array(fc.nat()),
      (parts, extension, cuts) => {
        const bytes = written(parts, extension)
        const { text, body, read: used } = read(Buffer.concat([bytes, Buffer.from('HTTP')]), cuts)
        expect(body.isOver).toBe(true)
        expect(used).toBe(bytes.length)
        expect(text).toBe(Buffer.concat(parts).toString('latin1'))
      },
    ),
  )
})

test.each([
  ['no size', '\r\nabc\r\n0\r\n\r\n'],
  ['a signed size', '-3\r\nabc\r\n0\r\n\r\n'],
  ['a size in C', '0x3\r\nabc\r\n0\r\n\r\n'],
  ['a size too long', '1000000000000\r\nabc'],
  ['a bare line feed', '3\nabc\r\n0\r\n\r\n'],
  ['more than was said', '3\r\nabcd\r\n0\r\n\r\n'],
  ['less than was said', '4\r\nabc\r\n0\r\n\r\n'],
  ['an endless extension', `3;${'x'.repeat(5000)}\r\nabc\r\n0\r\n\r\n`],
  ['endless trailers', `0\r\n${'a: b\r\n'.repeat(100)}\r\n`],
])('%s is refused', (_what, text) => {
  expect(read(Buffer.from(text), []).body.isBroken).toBe(true)
  expect(read(Buffer.from(text), [1, 2, 3, 5, 8]).body.isBroken).toBe(true)
})
