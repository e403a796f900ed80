import { expect, test } from 'vitest'
import { lint, type PolicyDocument, parse } from '#policy'
import { invariant } from '#std/invariant'
import { looksAt, mentionMark, withoutKept } from './kept.ts'
import { engineInventory } from './rows.ts'

const here = {
  name: 'here',
  digest: 'd',
  definition: { name: 'here' },
  risk: {
    category: 'read' as const,
    level: 'low' as const,
    confidence: 1,
    unsure: false,
    evidence: [],
    signals: [],
    explanation: '',
  },
}

function judged(text: string) {
  const parsed = parse(text)
  invariant(parsed.document !== undefined, 'the text is a policy')
  return { document: parsed.document, problems: lint(parsed, engineInventory([here]), { now: 0 }) }
}

const text = `{ "version": "1", "default": "deny", "hide": ["gone", "old_*"],
  "tools": { "here": {}, "gone": { "action": "deny" }, "lost": {} } }`

function pointers(text: string, kept: readonly string[], of: PolicyDocument = judged(text).document) {
  const { document, problems } = judged(text)
  const lookedAt = new Map(kept.map((name) => [name, mentionMark(of, name)]))
  return withoutKept(problems, document, lookedAt)
    .filter(({ code }) => code === 'unknown_tool')
    .map(({ pointer }) => pointer)
    .sort()
}

test('a name without a tool is pointed out wherever it stands, until somebody keeps it', () => {
  expect(pointers(text, [])).toEqual(['/hide/0', '/hide/1', '/tools/gone', '/tools/lost'])
  expect(pointers(text, ['gone'])).toEqual(['/hide/1', '/tools/lost'])
  expect(pointers(text, ['gone', 'lost', 'old_*'])).toEqual([])
})

test('what is kept is what the policy said of it: when it says something else, it is pointed out again', () => {
  const { document } = judged(text)
  const stricter = text.replace('"lost": {}', '"lost": { "action": "hide" }')
  expect(pointers(stricter, ['lost', 'old_*'], document)).toEqual(['/hide/0', '/tools/gone', '/tools/lost'])
  const shown = text.replace('"gone", ', '')
  expect(pointers(shown, ['gone'], document)).toContain('/tools/gone')
  const reworded = text.replace('{ "action": "deny" }', '{\n // still\n "action":   "deny" }')
  expect(pointers(reworded, ['gone'], document)).toEqual(['/hide/1', '/tools/lost'])
})

test('other problems of a kept rule stay, and without any the list is the same', () => {
  const { document, problems } = judged(text.replace('"lost": {}', '"lost": { "reason": "" }'))
  const lookedAt = new Map([['here', mentionMark(document, 'here')]])
  expect(withoutKept(problems, document, lookedAt)).toBe(problems)
  expect(withoutKept(problems, document, new Map())).toBe(problems)
})

test('a row without anything to look at says nothing', () => {
  expect(looksAt([])).toEqual([])
})
