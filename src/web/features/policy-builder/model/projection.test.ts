import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile, type Parsed, parse } from '#policy'
import type { Category } from '#risk'
import { createProjector } from './projection.ts'
import { engineInventory, rowsOf } from './rows.ts'

function tool(name: string, category: Category) {
  const signs = { confidence: 1, unsure: false, evidence: [], signals: [], explanation: '' }
  return { name, digest: '', definition: { name }, risk: { category, level: 'low' as const, ...signs } }
}

const tools = [
  tool('get_a', 'read'),
  tool('set_a', 'write'),
  tool('drop_a', 'destructive'),
  tool('toString', 'read'),
]
const inventory = engineInventory(tools)

const rule = fc.constantFrom(
  '{}',
  '{ "action": "deny" }',
  '{ "action": "no such" }',
  '{ "limits": [{ "counter": "n", "window": "minute", "max": 3, "scope": "grant" }] }',
)
const text = fc
  .record({
    standing: fc.constantFrom('deny', 'allow'),
    hide: fc.constantFrom('', '"hide": ["set_*"],', '"hide": ["get_a"],'),
    risk: fc.constantFrom('', '"risk": { "read": {} },', '"risk": { "read": { "action": "deny" } },'),
    tools: fc.dictionary(fc.constantFrom('get_a', 'set_a', 'drop_a', 'toString', 'get_*', 'gone'), rule),
  })
  .map(({ standing, hide, risk, tools: rules }) => {
    const members = Object.entries(rules).map(([name, body]) => `"${name}": ${body}`)
    return `{ "version": "1", "default": "${standing}", ${hide} ${risk} "tools": { ${members.join(', ')} } }`
  })

function asked(parsed: Parsed, enforced: string) {
  const document = parsed.document ?? parsed.sound ?? { version: '1', default: 'deny' }
  const was = parse(enforced).document
  return { tools, inventory, document, broken: parsed.broken, enforced: was && compile(was, inventory) }
}

test('the rows of a text do not depend on what was shown before', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 2, maxLength: 6 }), (enforced, texts) => {
      const project = createProjector()
      const first = asked(parse(''), enforced)
      let sound: Parsed | undefined
      for (const next of texts) {
        const parsed = parse(next, sound)
        if (parsed.document !== undefined) sound = parsed
        const input = { ...asked(parsed, enforced), enforced: first.enforced }
        const { rows, policy } = project(input)
        const plain = compile(input.document, inventory)
        expect(rows).toEqual(rowsOf({ ...input, policy: plain }))
        expect(policy.rules.map(({ pointer }) => pointer)).toEqual(plain.rules.map(({ pointer }) => pointer))
      }
    }),
    { numRuns: 200 },
  )
})

test('an edit of one rule makes one row anew', () => {
  const project = createProjector()
  const before = parse(
    '{ "version": "1", "default": "deny", "tools": { "get_a": {}, "set_a": {}, "drop_a": {} } }',
  )
  const after = parse(before.text.replace('"set_a": {}', '"set_a": { "action": "deny" }'), before)
  const first = project({ ...asked(before, ''), enforced: undefined }).rows
  const second = project({ ...asked(after, ''), enforced: undefined }).rows
  expect(second.map((row, index) => (row === first[index] ? '' : row.name))).toEqual(['', 'set_a', '', ''])
})
