import { expect, test } from 'vitest'
import { contextAt } from './json-context.ts'
import { aboutAt, lexiconOf, mostOffers, offersAt } from './offers.ts'

const refund = {
  definition: {
    name: 'create_refund',
    description: 'Gives money back.',
    inputSchema: {
      properties: {
        amount: { type: 'number', description: 'In euros.' },
        mode: { enum: ['dry', 'real'] },
        force: { type: 'boolean' },
      },
    },
  },
  category: 'financial' as const,
}
const others = Array.from({ length: 500 }, (_, number) => ({
  definition: { name: `tool_${number}`, inputSchema: {} },
  category: 'read' as const,
}))
const lexicon = lexiconOf({ tools: [refund, ...others] })

function labels(marked: string) {
  const context = contextAt(marked.replace('|', ''), marked.indexOf('|'))
  return context === undefined ? [] : offersAt(lexicon, context).map(({ label }) => label)
}

test('fields of the language are offered where they may stand, and once', () => {
  expect(labels('{ "version": "1", | }')).toEqual(expect.arrayContaining(['default', 'tools', 'tests']))
  expect(labels('{ "version": "1", | }')).not.toContain('version')
  expect(labels('{ "tools": { "x": { "deny_if": [{ | }] } } }')).toEqual(['conditions', 'on_deny'])
  expect(labels('{ "risk": { "read": { "limits": [{ | }] } } }')).toContain('increment_from')
  expect(labels('{ "risk": { | } }')).toContain('destructive')
})

test('the tools of the server are offered by name, however many there are', () => {
  expect(labels('{ "tools": { | } }')).toHaveLength(mostOffers)
  expect(labels('{ "tools": { "tool_49|" } }')).toContain('tool_499')
  expect(labels('{ "hide": ["cre|"] }')).toEqual(['create_refund'])
  expect(labels('{ "tests": [{ "tool": "refund|" }] }')).toEqual(['create_refund'])
  expect(labels('{ "tests": [{ "tool": "create_refund", "args": { "amount": 1, | } }] }')).toEqual([
    'mode',
    'force',
  ])
})

test('arguments and their values come from the schema of the tool', () => {
  const rule = (condition: string) =>
    `{ "tools": { "create_refund": { "deny_if": [{ "conditions": [${condition}] }] } } }`
  expect(labels(rule('{ "path": "|" }'))).toEqual(
    expect.arrayContaining(['args.amount', 'args.mode', 'grant.label', 'time.hour']),
  )
  expect(labels(rule('{ "value": "|", "path": "args.mode" }'))).toEqual(['dry', 'real'])
  expect(labels(rule('{ "path": "args.mode", "op": "in", "value": ["|"] }'))).toEqual(['dry', 'real'])
  expect(labels(rule('{ "path": "args.force", "value": | }'))).toEqual(['true', 'false'])
  expect(labels(rule('{ "op": "|" }'))).toContain('not_in')
  expect(labels('{ "tools": { "create_refund": { "limits": [{ "increment_from": "|" }] } } }')).toEqual([
    'args.amount',
  ])
})

test('a word is explained where it stands', () => {
  const about = (marked: string) => {
    const context = contextAt(marked.replace('|', ''), marked.indexOf('|'))
    return context && aboutAt(lexicon, context)?.about
  }
  expect(about('{ "tools": { "create|_refund": {} } }')).toBe('Gives money back.')
  expect(about('{ "def|ault": "deny" }')).toMatch(/no rule names/)
  expect(
    about(
      '{ "tools": { "create_refund": { "require": [{ "conditions": [{ "path": "args.am|ount" }] }] } } }',
    ),
  ).toBe('In euros.')
  expect(about('{ "tools": { "create_refund": { "action": "de|ny" } } }')).toBeDefined()
})
