import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTwice, jsoncValue, memberNamed, parseJsonc } from './jsonc.ts'

function valueIn(text: string) {
  const tree = parseJsonc(text)
  return tree.ok ? jsoncValue(tree.value) : tree.fault.message
}

test('what is JSON is read as JSON.parse reads it', { timeout: 60_000 }, () => {
  const json = fc.json({ maxDepth: 6, noUnicodeString: false }).filter((text) => !text.includes('__proto__'))
  fc.assert(
    fc.property(json, fc.nat(4), (text, indent) => {
      const value: unknown = JSON.parse(text)
      expect(valueIn(JSON.stringify(value, undefined, indent))).toEqual(value)
    }),
    { numRuns: 2000 },
  )
})

test('what is no JSON is refused as JSON.parse refuses it, but for comments and trailing commas', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '1',
    '-1',
    '01',
    '1.',
    '.5',
    '1e3',
    '+1',
    'null',
    'nul',
    ' ',
    '\n',
    '"\\u00e4"',
    '"\\x"',
  )
  const isJson = (text: string) => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('')
      if (/,\s*[\]}]|e\d{3}/.test(text)) return
      expect(parseJsonc(text).ok).toBe(isJson(text))
    }),
    { numRuns: 5000 },
  )
})

test('comments and trailing commas are passed over', () => {
  expect(valueIn('\ufeff// a\n{ /* b */ "x" /* c */ : [1, 2, /* d */], // e\n}')).toEqual({ x: [1, 2] })
})

test('a name that repeats is noticed, however many there are', () => {
  const many = Array.from({ length: 20 }, (_, at) => `"n${at}": 0`).join()
  for (const text of ['{"a": 1, "b": 2, "a": 3}', `{"a": 1, ${many}, "a": 3}`]) {
    const tree = parseJsonc(text)
    if (!tree.ok || tree.value.kind !== 'object') throw new Error('an object')
    expect([isTwice(tree.value, 'a'), isTwice(tree.value, 'b'), isTwice(tree.value, 'n1')]).toEqual([
      true,
      false,
      false,
    ])
    expect(memberNamed(tree.value, 'a')?.value).toMatchObject({ value: 3 })
  }
})
