import fc from 'fast-check'
import { expect, test } from 'vitest'
import { folded } from './names.ts'
import { ambiguityIn, elementSpans, memberSpan } from './strict-json.ts'

test.each([
  ['{"a":1,"a":2}', 'duplicate_key'],
  ['{"a":1,"\\u0061":2}', 'duplicate_key'],
  ['[{"x":{"b":[1],"c":{"d":0},"b":2}}]', 'duplicate_key'],
  ['{"a":1e999}', 'endless_number'],
  ['[-1E+400]', 'endless_number'],
  [`{"a":${'9'.repeat(310)}}`, 'endless_number'],
  ['{"__proto__":1}', 'forbidden_key'],
  ['{"a":{"__pr\\u006fto__":1}}', 'forbidden_key'],
  [`${'['.repeat(65)}${']'.repeat(65)}`, 'too_deep'],
  [`{"many":{${Array.from({ length: 40 }, (_, n) => `"k${n}":${n}`).join()},"k7":1}}`, 'duplicate_key'],
  // Readers that match names in any case (Go's encoding/json among them) take the last of two that differ only by it.
  ['{"method":"ping","Method":"tools/call"}', 'odd_case'],
  ['{"METHOD":"tools/call","method":"ping"}', 'odd_case'],
  ['[{"m":1},{"Id":1}]', 'odd_case'],
  ['{"Params":{}}', 'odd_case'],
  ['{"param\u017f":{}}', 'odd_case'],
  ['{"param\\u017f":{}}', 'odd_case'],
  ['{"result":{},"Error":{}}', 'odd_case'],
  ['{"params":{"name":"ok","Name":"denied"}}', 'odd_case'],
  ['{"params":{"argument\u017f":{}}}', 'odd_case'],
  ['{"params":{"_META":{}}}', 'odd_case'],
  ['{"params":{"requestid":1}}', 'odd_case'],
  ['{"params":{"_meta":{"progressTo\u212aen":1}}}', 'odd_case'],
  ['{"params":{"_meta":{"IO.modelcontextprotocol/protocolVersion":"x"}}}', 'odd_case'],
  ['{"params":{"ref":{"Type":"ref/prompt"}}}', 'odd_case'],
  ['{"params":{"arguments":{"to":1,"To":2}}}', 'duplicate_key'],
  ['{"params":{"arguments":{"x":[{"\u03c3":1,"\u03c2":2}]}}}', 'duplicate_key'],
  ['{"params":{"x":1,"X":2}}', 'duplicate_key'],
  // Readers that end a text at NUL, or at half a surrogate pair, take what is left of the name.
  ['{"method":"ping","method\\u0000":"tools/call"}', 'odd_case'],
  ['{"params":{"name":"ok","name\\ud800x":"denied"}}', 'odd_case'],
  ['{"params":{"arguments":{"to":1,"to\\u0000":2}}}', 'duplicate_key'],
  ['{"params":{"arguments":{"to":1,"To\\udfff":2}}}', 'duplicate_key'],
])('%s is ambiguous: %s', (text, why) => {
  expect(ambiguityIn(text)).toBe(why)
})

test.each([
  '{"a":{"a":{"a":1}},"b":{"a":1}}',
  '[{"a":1},{"a":2}]',
  '{"a":"{\\"b\\":1,\\"b\\":2}"}',
  '{"a":"__proto__","b":["a","a"]}',
  '{"a\\\\":1,"a":2}',
  `${'['.repeat(64)}${']'.repeat(64)}`,
  `[1e308,-1E-999,${'9'.repeat(308)},0.1,true,null]`,
  '["1e999",{"1e999":1}]',
  // What a tool calls its arguments is its own business.
  '{"params":{"name":"x","arguments":{"Name":1,"METHOD":2,"Params":{"Arguments":3}}}}',
  '{"params":{"requestId":1,"progressToken":2,"X-Own":3,"_meta":{"Own":1}}}',
  '{"params":{"arguments":{"ß":1,"ss":2,"İ":3,"i":4}}}',
  '{"params":{"arguments":{"😀":1,"😁":2,"\\ud83d\\ude02":3,"name\\u0000":4}}}',
])('%s is not', (text) => {
  expect(ambiguityIn(text)).toBeUndefined()
})

test('what JSON.stringify writes in one case is never ambiguous, unless too deep', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (text, space) => {
      const value: unknown = JSON.parse(text.toLowerCase())
      const again = JSON.stringify(value, null, space)
      fc.pre(!again.includes('__proto__'))
      expect(ambiguityIn(again)).toBeUndefined()
    }),
  )
})

/** A name in quotes, each sign as it is or by its number. */
const written = fc
  .array(fc.tuple(fc.constantFrom(...'aAbBsS\u017fkK\u212aé\u00c9 "\\'), fc.boolean()), { maxLength: 3 })
  .map((signs) => {
    const inner = signs.map(([sign, isEscaped]) =>
      isEscaped
        ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
        : JSON.stringify(sign).slice(1, -1),
    )
    return `"${inner.join('')}"`
  })

test('a name is found again in its own object and nowhere else, however many there are and however written', () => {
  const names = fc.array(written, { maxLength: 40 })
  fc.assert(
    fc.property(fc.array(names, { maxLength: 6 }), (objects) => {
      const isTwice = objects.some((own) => {
        const plain = own.map((name) => folded(String(JSON.parse(name))))
        return new Set(plain).size < plain.length
      })
      const values = objects.map((own) => `{${own.map((name) => `${name}:1`).join()}}`)
      const text = `{"params":{"arguments":{"list":[${values.join()}]}}}`
      expect(ambiguityIn(text)).toBe(isTwice ? 'duplicate_key' : undefined)
    }),
    { numRuns: 500 },
  )
})

test('the span of a member is its text, wherever it stands', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      const same: Record<string, unknown> = JSON.parse(text)
      for (const name of Object.keys(same)) {
        const span = memberSpan(text, name)
        expect(span && JSON.parse(text.slice(span.start, span.end))).toEqual(same[name])
      }
      expect(memberSpan(text, 'no such name, surely')).toBeUndefined()
    }),
  )
})

test('of two members of one name the last has the word, as in JSON.parse', () => {
  const text = '{"a":1,"a":[2]}'
  expect(memberSpan(text, 'a')).toMatchObject({ start: 11, end: 14 })
})

test('the spans of a list are its elements', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (list, space) => {
      const text = JSON.stringify(list, null, space)
      const elements = elementSpans(text).map(({ start, end }): unknown => JSON.parse(text.slice(start, end)))
      expect(elements).toEqual(JSON.parse(text))
    }),
  )
})
