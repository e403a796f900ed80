import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlainObject } from './plain-json.ts'
import { ambiguityIn } from './strict-json.ts'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the common way would say of it. */
function expectSame(text: string): void {
  const plain = readPlainObject(text)
  if (plain === undefined) return
  expect({ text, value: plain }).toStrictEqual({ text, value: parsed(text) })
  expect({ text, ambiguity: ambiguityIn(text) }).toEqual({ text, ambiguity: undefined })
}

test.each([
  '{}',
  '{ }',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"word 1"}}}',
  '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "echo", "arguments": {"n": [1, -2, 0]}}}',
  '{"jsonrpc":"2.0","id":"a","method":"tools/list","params":{"_meta":{"progressToken":7}}}',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}',
  '{"a":[],"b":[[]],"c":{},"d":true,"e":false,"f":null,"g":"é 😀","é":1,"":2,"constructor":3,"1":4,"0":5}',
  '{"params":{"arguments":{"Name":1,"METHOD":2}}}',
  '{"a":{"a":{"a":1}},"b":{"a":1},"c":[{"a":1},{"a":2}]}',
  '{"id":999999999999999,"n":-999999999999999}',
])('%s is plain, and says what it says', (text) => {
  for (let time = 0; time < 2; time += 1) expect(readPlainObject(text)).toStrictEqual(JSON.parse(text))
})

test.each([
  ['no object', '[{"a":1}]'],
  ['no object', '1'],
  ['nothing', ''],
  ['cut off', '{"a":1'],
  ['cut off', '{"a":"'],
  ['cut off', '{"a"'],
  ['cut off', '{"a":[1,'],
  ['something after it', '{"a":1}{'],
  ['something after it', '{"a":1} '],
  ['a comma too many', '{"a":1,}'],
  ['a comma too many', '{"a":[1,]}'],
  ['a comma too few', '{"a":[1 2]}'],
  ['no colon', '{"a" 1}'],
  ['a name without quotes', '{a:1}'],
  ['an escape', '{"a":"\\n"}'],
  ['an escape', '{"\\u0061":1}'],
  ['a control character', '{"a":"\n"}'],
  ['a control character', '{"a\u0000":1}'],
  ['an odd space', '{\t"a":1}'],
  ['an odd space', '{"a":\u00a01}'],
  ['a fraction', '{"a":1.5}'],
  ['an exponent', '{"a":1e3}'],
  ['too many digits', '{"a":1000000000000000}'],
  ['a zero ahead', '{"a":01}'],
  ['a zero ahead', '{"a":-01}'],
  ['minus zero', '{"a":-0}'],
  ['a minus alone', '{"a":-}'],
  ['a plus', '{"a":+1}'],
  ['another word', '{"a":nul}'],
  ['another word', '{"a":trueish}'],
  ['a name twice', '{"a":1,"a":2}'],
  ['a name twice, in another case', '{"params":{"arguments":{"to":1,"To":2}}}'],
  ['a name of the protocol in another case', '{"method":"ping","Method":"tools/call"}'],
  ['a name of the protocol in another case', '{"params":{"requestid":1}}'],
  ['a name of the protocol in another case', '{"params":{"_meta":{"ProgressToken":1}}}'],
  ['a forbidden name', '{"__proto__":1}'],
  ['a forbidden name', '{"a":[{"__proto__":{}}]}'],
  ['too deep', `{"a":${'['.repeat(20)}${']'.repeat(20)}}`],
  ['too deep', `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`],
  ['too many names', `{${Array.from({ length: 40 }, (_, at) => `"k${at}":1`).join()}}`],
  ['a long name', `{"${'a'.repeat(65)}":1}`],
  ['too long', `{"a":"${'a'.repeat(2000)}"}`],
])('%s is left to others: %s', (_, text) => {
  for (let time = 0; time < 2; time += 1) expect(readPlainObject(text)).toBeUndefined()
})

test('nothing that was read before changes what is read after it', () => {
  expect(readPlainObject('{"a":1,"b":2}')).toBeDefined()
  expect(readPlainObject('{"b":1,"a":2}')).toBeDefined()
  expect(readPlainObject('{"a":1,"b":2,"a":3}')).toBeUndefined()
  expect(readPlainObject('{"b":1,"a":2,"B":3}')).toBeUndefined()
  expect(readPlainObject('{"method":"a"}')).toEqual({ method: 'a' })
  expect(readPlainObject('{"method":"ab"}')).toEqual({ method: 'ab' })
  expect(readPlainObject('{"method":"a')).toBeUndefined()
  expect(readPlainObject('{"method":"a"}')).toEqual({ method: 'a' })
})

test('of two readers that share what they know each reads what is there, also when all of it is forgotten', () => {
  for (let at = 0; at < 10_000; at += 1) {
    const text = `{"k${at}":${at},"params":{"name":"n${at % 3}","name${at}":[{"x":"y"}]}}`
    expect(readPlainObject(text)).toStrictEqual(JSON.parse(text))
  }
})

/** Few names and in several cases, so that the same ones meet again, in one object and in the next. */
const names = fc.constantFrom(
  ...['a', 'A', 'b', 'id', 'ID', 'method', 'params', 'Params', 'name', 'Name', 'arguments', '_meta', 'ref'],
  ...['progressToken', 'progresstoken', '\u017f', 's', '\u212a', 'k', '', '__proto__', 'a\ud800', 'a\\'],
)
const leaves = fc.oneof(
  fc.integer(),
  fc.constantFrom(0, -0, 1.5, 1e21, '', 'a', 'tools/call', '\\', '"', '\u0000', 'é', true, false, null),
)
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map((members) => ({ members })),
  ),
}))

/** As text, where a name may stand twice. */
function textOf(value: unknown, gap: string): string {
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one, gap)).join(`,${gap}`)}]`
  if (typeof value !== 'object' || value === null || !('members' in value))
    return Object.is(value, -0) ? '-0' : JSON.stringify(value)
  const { members } = value
  const texts = Array.isArray(members)
    ? members.map(([name, one]) => `${JSON.stringify(name)}:${gap}${textOf(one, gap)}`)
    : []
  return `{${texts.join(`,${gap}`)}}`
}

test('what is read plainly is what the common way reads, in whatever order messages come', () => {
  let plain = 0
  fc.assert(
    fc.property(fc.array(fc.tuple(values, fc.constantFrom('', ' ', '\n')), { maxLength: 8 }), (all) => {
      for (const [value, gap] of all) {
        const text = textOf({ members: [['params', value]] }, gap)
        expectSame(text)
        if (readPlainObject(text) !== undefined) plain += 1
      }
    }),
    { numRuns: 2_000 },
  )
  expect(plain).toBeGreaterThan(500)
})

test('nor does it see a message in a text that is none: a sign more, a sign less, a sign changed', () => {
  const signs = fc.constantFrom(...'{}[]":,\\ \n0123456789-+.eE\u0000tfnaAé')
  fc.assert(
    fc.property(values, fc.nat(), signs, fc.constantFrom(0, 1), (value, seed, sign, cut) => {
      const text = textOf(
        {
          members: [
            ['jsonrpc', '2.0'],
            ['params', value],
          ],
        },
        '',
      )
      const at = seed % (text.length + 1)
      expectSame(text)
      expectSame(text.slice(0, at) + sign + text.slice(at + cut))
      expectSame(text.slice(0, at) + text.slice(at + 1))
    }),
    { numRuns: 3_000 },
  )
})
