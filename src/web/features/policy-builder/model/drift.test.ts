import { expect, test } from 'vitest'
import { definitionMark } from '#model/acknowledgement'
import type { InventoryTool } from '#model/inventory'
import { compile, parse } from '#policy'
import { newsIn, newsWords } from '../drift/news.ts'
import type { DriftFacts } from './drift.ts'
import { looksAt, mentionMark } from './kept.ts'
import { engineInventory, type Row, rowsOf } from './rows.ts'

function tool(name: string, digest: string, category: InventoryTool['risk']['category'] = 'read') {
  const risk = {
    category,
    level: 'low',
    confidence: 1,
    unsure: false,
    evidence: [],
    signals: [],
    explanation: '',
  } as const
  return { name, digest, definition: { name }, risk }
}

const tools = [tool('same', 'a'), tool('other', 'b2'), tool('graver', 'c', 'write'), tool('fresh', 'd')]
const classes = { same: 'read', other: 'read', graver: 'read', vanished: 'read' } as const
const redefined = new Set(['other'])
const { document = { version: '1', default: 'deny' } as const } = parse(
  '{ "version": "1", "default": "deny", "tools": { "other": {}, "vanished": {}, "never": {} } }',
)

function rows(facts: DriftFacts = {}): readonly Row[] {
  const policy = compile(document, engineInventory(tools))
  return rowsOf({ tools, policy, broken: [], enforced: policy, classes, redefined, ...facts })
}

const names = (found: readonly Row[]) => found.map(({ name }) => name)

test('a tool has drifted when the server says something else of it than then, or its class is another', () => {
  expect(names(rows().filter(({ drifted }) => drifted))).toEqual(['other', 'graver'])
  expect(names(rows().filter(({ redefined }) => redefined))).toEqual(['other'])
})

test('until it is known what the server says otherwise, classes tell', () => {
  expect(names(rows({ redefined: undefined }).filter(({ drifted }) => drifted))).toEqual(['graver'])
})

test('the news are what changed, what is new, and what went since; a name that was never there is no news', () => {
  const news = newsIn(rows(), classes)
  expect([names(news.changed), names(news.fresh), names(news.gone)]).toEqual([
    ['other', 'graver'],
    ['fresh'],
    ['vanished'],
  ])
  expect(newsWords(news)).toBe('2 changed, 1 new, 1 gone')
})

test('what was looked at is no news, until it looks otherwise again', () => {
  const all = looksAt(rows())
  expect(all.map(({ tool, about }) => [tool, about])).toEqual([
    ['other', 'definition'],
    ['graver', 'definition'],
    ['fresh', 'definition'],
    ['vanished', 'rule'],
    ['never', 'rule'],
  ])
  const lookedAt = new Map(all.flatMap(({ tool, mark }) => (mark === null ? [] : [[tool, mark] as const])))
  expect(newsWords(newsIn(rows({ lookedAt }), classes))).toBe('')
  expect(names(rows({ lookedAt }).filter(({ kept }) => kept))).toEqual(['vanished', 'never'])
  lookedAt.set('other', definitionMark(tool('other', 'b3')))
  lookedAt.set('vanished', mentionMark({ ...document, tools: {} }, 'vanished'))
  expect(newsWords(newsIn(rows({ lookedAt }), classes))).toBe('1 changed, 1 gone')
})

test('a condition that does not fit stays an error, whoever has looked at it', () => {
  const misfits = new Set(['other'])
  const lookedAt = new Map([['other', definitionMark(tool('other', 'b2'))]])
  const [row] = rows({ misfits, lookedAt }).filter(({ name }) => name === 'other')
  expect(row).toMatchObject({ drifted: true, redefined: true })
})

test('a tool may have the name of what every object has', () => {
  const odd = [tool('constructor', 'x')]
  const policy = compile(document, engineInventory(odd))
  const [row] = rowsOf({ tools: odd, policy, broken: [], enforced: policy, classes, redefined })
  expect(row).toMatchObject({ isNew: true, redefined: false, classBefore: undefined })
})
