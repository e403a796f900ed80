import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, type Json } from '#std/json'
import { canonicalText } from './canonical.ts'

test.each([
  ['{ "b" : [ 1 , true ] , "a" : null }', '{"a":null,"b":[1,true]}'],
  ['{"\\u0061":"\\u00e4\\/\\ud83d\\ude00"}', '{"a":"ä/😀"}'],
  ['{"x":{"d":{},"c":[]}}', '{"x":{"c":[],"d":{}}}'],
  ['\n"a"\t', '"a"'],
])('%s has the canonical text %s', (text, canonical) => {
  expect(canonicalText(text)).toBe(canonical)
})

test.each([
  ['0.1', '0.1000000000000000000001'],
  ['9007199254740992', '9007199254740993'],
  ['0', '-0'],
  ['1', '1.0'],
  ['100', '1e2'],
  ['1e-400', '0'],
  ['"\\ud800"', '"\\ufffd"'],
  ['null', '0'],
  ['[1,2]', '[2,1]'],
])('%s is not %s', (one, other) => {
  expect(canonicalText(`{"x":${one}}`)).not.toBe(canonicalText(`{"x":${other}}`))
})

test('what JSON.stringify wrote is canonical but for the order of its names', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 2, '\t'), (text, space) => {
      fc.pre(!text.includes('__proto__'))
      const value: Json = JSON.parse(text)
      expect(canonicalText(JSON.stringify(value, null, space))).toBe(canonicalJson(value))
    }),
  )
})
