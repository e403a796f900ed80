import { expect, test } from 'vitest'
import { parseJsonc } from '#std/jsonc'
import { foldsOf } from './folds.ts'

test('sections and rules fold, what stands on one line does not', () => {
  const text = `{
  "hide": ["a", "b"],
  "tools": {
    "x": {
      "limits": [
        { "max": 1 }
      ]
    },
    "y": {}
  }
}`
  const tree = parseJsonc(text)
  expect(tree.ok && foldsOf(text, tree.value)).toEqual([
    { start: 1, end: 10 },
    { start: 3, end: 9 },
    { start: 4, end: 7 },
    { start: 5, end: 6 },
  ])
})
