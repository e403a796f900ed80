import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeadReader, readHead } from './answer-head.ts'

function head(...lines: string[]): string {
  return lines.join('\r\n')
}

function read(...lines: string[]) {
  const read = readHead(head(...lines))
  if (!read.ok) throw new Error(read.fault.message)
  return read.value
}

test('status and headers are read as they came', () => {
  const { status, headers } = read(
    'HTTP/1.1 207 Quite  Fine',
    'Content-Type: application/json',
    'X-Odd:\t\xe9 value: with colon \t',
    'x-twice: a',
    'X-Twice: b',
    'Empty:',
  )
  expect(status).toBe(207)
  expect({ ...headers }).toEqual({
    'content-type': 'application/json',
    'x-odd': '\xe9 value: with colon',
    'x-twice': ['a', 'b'],
    empty: '',
  })
})

describe('where a body ends', () => {
  test.each([
    [['HTTP/1.1 200 OK', 'content-length: 12'], 'length', 12],
    [['HTTP/1.1 200', 'Content-Length: 0'], 'length', 0],
    [['HTTP/1.1 200 OK', 'Transfer-Encoding: Chunked'], 'chunked', 0],
    [['HTTP/1.1 200 OK'], 'until_close', 0],
    [['HTTP/1.1 204 No Content'], 'none', 0],
    [['HTTP/1.1 304 Not Modified', 'content-length: 9'], 'none', 9],
    [['HTTP/1.1 100 Continue'], 'none', 0],
  ])('%j ends %s %d', (lines, body, length) => {
    expect(read(...lines)).toMatchObject({ body, length })
  })
})

describe('for how long a connection may be used again', () => {
  test.each([
    [['HTTP/1.1 200 OK', 'content-length: 0'], 30],
    [['HTTP/1.1 200 OK', 'content-length: 0', 'Connection: close'], 0],
    [['HTTP/1.0 200 OK', 'content-length: 0'], 0],
    [['HTTP/1.0 200 OK', 'content-length: 0', 'Connection: Keep-Alive'], 30],
    [['HTTP/1.1 200 OK', 'content-length: 0', 'Keep-Alive: timeout=5, max=9'], 3],
    [['HTTP/1.1 200 OK', 'content-length: 0', 'Keep-Alive: timeout=1'], 0],
    [['HTTP/1.1 200 OK', 'content-length: 0', 'Keep-Alive: timeout=999999999'], 30],
    [['HTTP/1.1 200 OK'], 0],
  ])('%j: %d s', (lines, seconds) => {
    expect(read(...lines).keepSeconds).toBe(seconds)
  })
})

describe('what two readers could read differently is refused', () => {
  test.each([
    ['a length and chunks', ['content-length: 5', 'transfer-encoding: chunked']],
    ['two lengths', ['content-length: 5', 'Content-Length: 6']],
    ['the same length twice', ['content-length: 5', 'content-length: 5']],
    ['a list of lengths', ['content-length: 5, 5']],
    ['a signed length', ['content-length: +5']],
    ['a length in another base', ['content-length: 0x5']],
    ['an empty length', ['content-length:']],
    ['a length too long', ['content-length: 9999999999999999']],
    ['another encoding', ['transfer-encoding: gzip, chunked']],
    ['two encodings', ['transfer-encoding: chunked', 'transfer-encoding: chunked']],
    ['a blank before the colon', ['content-length : 5']],
    ['a folded line', ['x-a: b', ' content-length: 5']],
    ['a line without a colon', ['content-length']],
    ['no name', [': 5']],
    ['a bare line feed', ['x-a: b\ncontent-length: 5']],
    ['a bare carriage return', ['x-a: b\rcontent-length: 5']],
    ['a zero byte', ['x-a: \0']],
  ])('%s', (_what, lines) => {
    expect(readHead(head('HTTP/1.1 200 OK', ...lines)).ok).toBe(false)
  })

  test.each([
    'HTTP/2 200',
    'HTTP/1.1 20',
    'HTTP/1.1 099 Odd',
    'HTTP/1.1  200 OK',
    'ICY 200 OK',
    'http/1.1 200 OK',
    '',
  ])('the line %j', (line) => {
    expect(readHead(line).ok).toBe(false)
  })

  test('a length in an answer of the old protocol’s chunks', () => {
    expect(readHead(head('HTTP/1.0 200 OK', 'transfer-encoding: chunked')).ok).toBe(false)
  })
})

test('names that objects are born with are names like others', () => {
  const { headers } = read('HTTP/1.1 200 OK', '__proto__: a', 'constructor: b', 'toString: c')
  expect(Object.entries(headers)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['tostring', 'c'],
  ])
})

test('whatever the bytes, they are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('latin1')
      readHead(text)
      readHead(`HTTP/1.1 200 OK\r\n${text}`)
    }),
  )
})

describe('a head like the last', () => {
  const answered = (length: string, date = 'now') =>
    head(
      'HTTP/1.1 200 OK',
      `Date: ${date}`,
      `Content-Length: ${length}`,
      'constructor: a',
      'x-twice: b',
      'x-twice: c',
    )
  const bytesOf = (text: string) => Buffer.from(`before${text}\r\n\r\nafter`, 'latin1')

  test('is found without being read, whatever the length it tells', () => {
    const heads = new HeadReader()
    expect(heads.find(bytesOf(answered('12')), 6)).toBeUndefined()
    heads.read(answered('12'))
    for (const length of ['12', '0', '7', '123456789012345']) {
      const bytes = bytesOf(answered(length))
      const found = heads.find(bytes, 6)
      const read = readHead(answered(length))
      expect(found?.end).toBe(bytes.length - 'after'.length)
      expect({ ...found?.head, length: found?.length }).toEqual(read.ok && read.value)
    }
  })

  test.each([
    ['one letter is another', answered('12', 'noW')],
    ['a length no reader agrees on', answered('012')],
    ['a length that is none', answered('1x')],
    ['no length', answered('')],
    ['a length longer than any', answered('1234567890123456')],
    ['more than one line more', `${answered('12')}\r\nx-more: d`],
  ])('is none with %s', (_, text) => {
    const heads = new HeadReader()
    heads.read(answered('12'))
    expect(heads.find(bytesOf(text), 6)).toBeUndefined()
  })

  test('is not found before it is whole', () => {
    const heads = new HeadReader()
    heads.read(answered('12'))
    const whole = Buffer.from(`${answered('12')}\r\n\r\n`, 'latin1')
    for (let length = 0; length < whole.length; length += 1)
      expect(heads.find(whole.subarray(0, length), 0)).toBeUndefined()
    expect(heads.find(whole, 0)?.end).toBe(whole.length)
  })

  test('is remembered past heads without a length', () => {
    const heads = new HeadReader()
    heads.read(answered('12'))
    heads.read(head('HTTP/1.1 103 Early Hints', 'link: </a>'))
    expect(heads.find(bytesOf(answered('9')), 6)).toBeDefined()
  })

  test('says just what reading it would say', () => {
    const line = fc.constantFrom(
      'content-length: 12',
      'Content-Length:\t34 ',
      'content-length: 12, 12',
      'x-content-length: 9',
      'transfer-encoding: chunked',
      'connection: close',
      'date: a',
      'date: b',
    )
    const status = fc.constantFrom(
      'HTTP/1.1 200 OK',
      'HTTP/1.0 200 OK',
      'HTTP/1.1 204 None',
      'HTTP/1.1 304 Same',
    )
    const text = fc
      .tuple(status, fc.array(line, { maxLength: 3 }))
      .map(([first, lines]) => head(first, ...lines))
    const lengthened = fc.tuple(text, fc.nat(99)).map(([one, length]) => one.replace('12', String(length)))
    fc.assert(
      fc.property(text, fc.array(lengthened, { maxLength: 4 }), (first, others) => {
        const heads = new HeadReader()
        heads.read(first)
        for (const other of others) {
          const found = heads.find(bytesOf(other), 6)
          const read = readHead(other)
          if (found !== undefined)
            expect({ ...found.head, length: found.length }).toEqual(read.ok && read.value)
        }
      }),
    )
  })
})
