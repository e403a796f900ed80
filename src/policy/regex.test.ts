import { expect, test } from 'vitest'
import { compileRegex } from './regex.ts'

function matches(pattern: string, text: string): boolean | string {
  const regex = compileRegex(pattern)
  return regex.ok ? regex.value.matches(text) : regex.fault.code
}

test.each([
  ['b', 'abc', true],
  ['^b', 'abc', false],
  ['^abc$', 'abc\n', false],
  ['(?i)^DROP', 'drop table', true],
  ['\\d{3}', '12', false],
  ['\\pL', 'ä', true],
  ['.', '\u{1f600}', true],
  ['', '', true],
  ['(?=a)', 'a', 'bad_regex'],
  ['(?<!a)b', 'b', 'bad_regex'],
  ['(a)\\1', 'aa', 'bad_regex'],
  ['(', '', 'bad_regex'],
  ['a{1001}', '', 'bad_regex'],
  ['a'.repeat(1001), '', 'bad_regex'],
])('%s on %j is %s', (pattern, text, wanted) => {
  expect(matches(pattern, text)).toBe(wanted)
})

/** Each of these takes a backtracking matcher longer than the age of the universe: that the test ends is the proof. */
test.each(['(a+)+$', '^(a|a)*$', '(a|aa)+$', '(.*a){20}$', '([a-z]+)*\\d$'])(
  '%s takes linear time',
  (pattern) => {
    expect(matches(pattern, `${'a'.repeat(20_000)}!`)).toBe(false)
  },
)
