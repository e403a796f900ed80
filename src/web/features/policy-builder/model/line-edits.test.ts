import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdits } from '#policy'
import { lineEdits, lineRuns } from './line-edits.ts'

const text = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', ''), fc.constantFrom('\n', '\r\n', '')), { maxLength: 12 })
  .map((lines) => lines.flat().join(''))

test('the edits turn one text into the other, and the runs hold both', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applyEdits(before, lineEdits(before, after))).toBe(after)
      const runs = lineRuns(before, after)
      const joined = (...kinds: string[]) =>
        runs.flatMap(({ kind, lines }) => (kinds.includes(kind) ? lines : [])).join('')
      expect(joined('same', 'removed')).toBe(before)
      expect(joined('same', 'added')).toBe(after)
    }),
  )
})

test('texts without anything in common are replaced as a whole', () => {
  const lines = (word: string) => Array.from({ length: 5000 }, (_, index) => `${word} ${index}\n`).join('')
  expect(lineRuns(lines('a'), lines('b')).map(({ kind }) => kind)).toEqual(['removed', 'added'])
  expect(lineEdits(lines('a'), lines('b'))).toHaveLength(1)
})

test('of many changes each is shown by itself, between the lines that both texts have', () => {
  const rules = (action: string) =>
    Array.from({ length: 3000 }, (_, index) => `"tool_${index}": {\n  "action": "${action}"\n},\n`).join('')
  const [before, after] = [rules('deny'), rules('hide').replace('"tool_7": {\n', '"tool_7": {\n// why\n')]
  const runs = lineRuns(before, after)
  expect(runs.filter(({ kind }) => kind === 'added')).toHaveLength(3000)
  expect(runs.find(({ lines }) => lines.includes('// why\n'))?.kind).toBe('added')
  expect(applyEdits(before, lineEdits(before, after))).toBe(after)
})

test('rules in another order, more than are compared exactly, still give both texts', () => {
  const rules = fc.uniqueArray(fc.nat(4000), { minLength: 250, maxLength: 400 })
  const print = (names: readonly number[]) => names.map((name) => `"tool_${name}": {\n},\n`).join('')
  fc.assert(
    fc.property(rules, rules, (a, b) => {
      const [before, after] = [print(a), print(b)]
      expect(applyEdits(before, lineEdits(before, after))).toBe(after)
    }),
    { numRuns: 5 },
  )
})
