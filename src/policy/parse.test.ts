import { expect, test } from 'vitest'
import { parse } from './parse.ts'

function codes(text: string) {
  return parse(text).problems.map(
    (problem) => `${problem.line}:${problem.column} ${problem.code} ${problem.message}`,
  )
}

test('a document with comments and trailing commas is read', () => {
  const parsed = parse('// mine\n{ "version": "1", "default": "deny", "tools": { "a": {}, }, /* end */ }\n')
  expect(parsed.problems).toEqual([])
  expect(parsed.document).toEqual({ version: '1', default: 'deny', tools: { a: {} } })
})

test.each([
  ['', '1:1 syntax the text ends where a value is missing'],
  ['{"version": "1",,}', '1:17 syntax a name in double quotes is missing'],
  ['{"version": 1', '1:14 syntax a `}` is missing'],
  ['{"version": tru}', '1:13 syntax `tru` is no JSON value'],
  ['{"version": 01}', '1:13 syntax `01` is no JSON value'],
  ['{"version": 1e999}', '1:13 syntax `1e999` is no JSON value'],
  ['{"version": "1\n"}', '1:13 syntax this string is never closed'],
  ['{"version": "\\x"}', '1:13 syntax this string has an escape that JSON does not know'],
  ['{"version": "1" "a": 1}', '1:17 syntax a `,` or `}` is missing'],
  ['{} {}', '1:4 syntax there is more text after the value'],
  ['{"version": "1\t2"}', '1:15 syntax this string has a character that must be written as an escape'],
  ['{ /* ', '1:3 syntax this comment is never closed'],
  [`${'['.repeat(65)}${']'.repeat(65)}`, '1:65 too_deep nested deeper than 64 levels'],
  [`"${' '.repeat(1_048_576)}"`, '1:1 too_large a policy has at most 1048576 bytes'],
  [`"${'ä'.repeat(524_288)}"`, '1:1 too_large a policy has at most 1048576 bytes'],
])('what is no JSON with comments is one error with its place: %.20s', (text, message) => {
  expect(codes(text)).toEqual([message])
})

test.each([
  [
    '{"version":"1","default":"deny","tools":{"a":{},"\\u0061":{}}}',
    '1:49 duplicate_key `a` stands here twice',
  ],
  ['{"version":"1","default":"deny","__proto__":{}}', '1:33 forbidden_key `__proto__` may not be a name'],
  ['{"version":"1"}', '1:1 missing_field `default` is missing'],
  ['{"version":"2","default":"deny"}', '1:12 wrong_value must be `1`'],
  ['{"version":"1","default":"maybe"}', '1:26 wrong_value must be `allow` or `deny`'],
  ['[]', '1:1 wrong_type must be an object'],
  [rule('"acton":"deny"'), '1:47 unknown_field there is no field `acton`; did you mean `action`'],
  [
    rule('"limits":[{"counter":"c","window":"minute","max":0,"scope":"grant"}]'),
    '1:96 out_of_range must be at least 1',
  ],
  [
    rule('"limits":[{"counter":"c","window":"minute","max":1.5,"scope":"grant"}]'),
    '1:96 wrong_type a count of calls is a whole number',
  ],
  [
    rule('"limits":[{"counter":"c","window":"week","max":1,"scope":"grant"}]'),
    '1:81 wrong_value must be `minute`, `hour`, `day` or a whole number of seconds from 1 to a year',
  ],
  [condition('"path":"args.a","op":"gt","value":"5"'), '1:108 wrong_type `gt` compares with a number'],
  [condition('"path":"args.a","op":"in","value":5'), '1:108 wrong_type `in` compares with a list'],
  [condition('"path":"args.a","op":"regex","value":"(?=a)"'), /bad_regex `\(\?=a\)` is no RE2 pattern/],
  [condition('"path":"user.a","op":"eq","value":5'), /bad_path `user.a` is no path/],
  [condition('"path":"args.a","op":"eq"'), '1:73 missing_field `value` is missing'],
  [condition('"path":"args.a","op":"like","value":1'), /^1:95 wrong_value must be `eq` or `neq`/],
])('what breaks the schema is an error with its place: %s', (text, message) => {
  const [first, ...rest] = codes(text)
  expect(rest).toEqual([])
  if (typeof message === 'string') expect(first).toBe(message)
  else expect(first).toMatch(message)
})

function rule(fields: string): string {
  return `{"version":"1","default":"deny","tools":{"a":{${fields}}}}`
}
function condition(fields: string): string {
  return rule(`"deny_if":[{"conditions":[{${fields}}]}]`)
}

test('one broken rule does not hide the others', () => {
  const parsed = parse(
    '{"version":"1","default":"deny","tools":{"a":{"action":"no"},"b":{}},"risk":{"red":{}},"hide":[1]}',
  )
  expect(parsed.document).toBeUndefined()
  expect(parsed.broken).toEqual(['/hide', '/risk/red', '/tools/a'])
  expect(parsed.sound).toEqual({ version: '1', default: 'deny', tools: { b: {} }, risk: {} })
})

test('names of the object prototype are tools like any other', () => {
  const parsed = parse(
    '{"version":"1","default":"deny","tools":{"constructor":{},"toString":{"action":"deny"}}}',
  )
  expect(Object.keys(parsed.document?.tools ?? {})).toEqual(['constructor', 'toString'])
})

test('a pointer is found in the text, and the text in a pointer', () => {
  const parsed = parse(
    '{\r\n  "version": "1", "default": "deny",\r\n  "tools": { "a/b": { "action": "deny" } }\r\n}',
  )
  expect(parsed.locate('/tools/a~1b/action')).toEqual({ offset: 73, length: 6, line: 3, column: 33 })
  expect(parsed.locateKey('/tools/a~1b')).toMatchObject({ offset: 54, length: 5 })
  expect(parsed.pointerAt(75)).toBe('/tools/a~1b/action')
  expect(parsed.locate('/tools/c')).toBeUndefined()
})

test('the same text read again is the same reading', () => {
  const text = '{ "version": "1", "default": "deny" }'
  const read = parse(text)
  expect(parse(text, read)).toBe(read)
  expect(parse(`${text} `, read)).not.toBe(read)
})
