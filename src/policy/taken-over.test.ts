import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from './parse.ts'

const rules = [
  '{}',
  '{ "action": "deny" }',
  '{ "action": "den" }',
  '{ "action": "deny", "action": "allow" }',
  '{ "actoin": "deny" }',
  '{ "reason": "no" /* why */ }',
  '{ "limits": [{ "counter": "n", "window": "minute", "max": 3, "scope": "grant" }] }',
  '{ "limits": [{ "counter": "n", "window": "day", "max": 3, "scope": "grant", "increment_from": "args.x" }] }',
  '{ "__proto__": {} }',
  '[]',
  '7',
]
const names = ['a', 'b', 'c', '2', '10', 'toString', 'e*', 'a\\u0062', '__proto__', '']
const member = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...rules))
const likelyMember = fc.tuple(
  fc.constantFrom('a', 'b', 'c', '2', '10', 'toString'),
  fc.constantFrom(...rules.slice(0, 2), rules[5] ?? ''),
)
const tools = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(likelyMember, { maxLength: 6 }) },
    fc.array(member, { maxLength: 6 }),
  )
  .map((members) => `{${members.map(([name, rule]) => `"${name}": ${rule}`).join(', ')}}`)
const section = fc.oneof(
  { weight: 3, arbitrary: tools.map((value) => `"tools": ${value}`) },
  fc.constantFrom(
    '"hide": ["a"]',
    '"hide": [1]',
    '"resources": "allow"',
    '"risk": { "read": {} }',
    '"risk": { "read": {}, "read": {} }',
    '"all_tools": { "limits": [{ "counter": "n", "window": "hour", "max": 9, "scope": "grant" }] }',
    '"tools": []',
    '"extra": 1',
    '"version": "1"',
  ),
)
const text = fc
  .tuple(fc.constantFrom('deny', 'allow', 'maybe'), fc.array(section, { maxLength: 4 }), fc.boolean())
  .map(([standing, sections, isBroken]) => {
    const all = ['"version": "1"', `"default": "${standing}"`, ...sections]
    return `{ ${all.join(',\n  ')}${isBroken && sections.length > 3 ? '' : ' }'}`
  })

/** All that a reading says, order of names included; its functions answer from the text and the tree. */
function said({ text, root, document, sound, broken, problems }: ReturnType<typeof parse>): unknown {
  return [text, root, JSON.stringify(document), JSON.stringify(sound), broken, problems]
}

test('a text says the same whatever was read before it', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (texts) => {
      let last = parse(texts[0] ?? '')
      for (const next of texts.slice(1)) {
        const quick = parse(next, last)
        expect(said(quick)).toEqual(said(parse(next)))
        last = quick
      }
    }),
    { numRuns: 1500 },
  )
})

const three =
  '{ "version": "1", "default": "deny", "hide": ["x"], "tools": { "a": {}, "b": { "reason": "b" }, "c": {} } }'

test('rules that are written alike are the same objects', () => {
  const before = parse(three)
  const after = parse(three.replace('"b" }', '"other" }').replace('"c": {}', '"d": {}, "c": {}'), before)
  expect(after.document?.tools?.['b']).toEqual({ reason: 'other' })
  for (const name of ['a', 'c']) expect(after.document?.tools?.[name]).toBe(before.document?.tools?.[name])
  expect(after.document?.hide).toBe(before.document?.hide)
})

test('a name that comes twice is an error also when both rules are known', () => {
  expect(parse(three.replace('"c": {}', '"a": {}'), parse(three)).problems).toMatchObject([
    { code: 'duplicate_key' },
  ])
})

test('what is broken is named in one order, however a name is written', () => {
  const before = parse('{ "version": "1", "default": "deny", "tools": {} }')
  const text = '{ "version": "1", "default": "deny", "tools": { "a": 7, "10": { "action": "den" } } }'
  expect(parse(text, before).broken).toEqual(parse(text).broken)
})
