import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, type Json } from '#std/json'
import type { PolicyAction } from '../edit/actions.ts'
import { edit } from '../edit/edit.ts'
import { applyEdits } from '../edit/text-edit.ts'
import { parse } from '../parse.ts'
import { commentSpans, wordsOfComment } from './comments.ts'
import { type Merge, type MergeChoice, merge } from './merge.ts'
import { sharedHolders, sheetOf, treeOf } from './sheet.ts'

const runs = 1000
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
const told = `(SEED=${seed})`

/** Texts laid out in every way that people do: lines and rows, comments of their own and of nobody, odd ends of lines. */
const layout = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  flat: fc.boolean(),
  trailing: fc.boolean(),
  dice: fc.infiniteStream(fc.nat(5)),
})
type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never

const names = ['a', 'b', 'c', 'd', 'e_*', 'x/y']
const rules = [{}, { action: 'deny' }, { action: 'hide', reason: 'a // b' }, { limits: [] }]
const document = fc.record({
  default: fc.constantFrom('allow', 'deny'),
  hide: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }),
  limits: fc.uniqueArray(fc.constantFrom('n', 'm', 'o'), { maxLength: 3 }),
  risk: fc.dictionary(fc.constantFrom('read', 'write'), fc.constantFrom(...rules)),
  tools: fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...rules)),
  tests: fc.uniqueArray(fc.constantFrom('s', 't', 'u'), { maxLength: 3 }),
})

let comments = 0

function written(source: typeof document extends fc.Arbitrary<infer T> ? T : never, how: Layout): string {
  const roll = () => how.dice.next().value ?? 0
  const comment = () => `c${++comments}`
  function put(entries: readonly string[], [open, close]: readonly [string, string], indent: string): string {
    const inner = `${indent}  `
    if (entries.length === 0) return roll() === 0 ? `${open} /* ${comment()} */ ${close}` : open + close
    if (how.flat && indent !== '')
      return `${open} ${entries.map((one) => (roll() === 0 ? `/* ${comment()} */ ${one}` : one)).join(', ')} ${close}`
    const lines = entries.map((entry, index) => {
      const above =
        ['', '', `${how.eol}${inner}// ${comment()}`, `${how.eol}${inner}/* ${comment()} */${how.eol}`][
          roll() % 4
        ] ?? ''
      const comma = index < entries.length - 1 || how.trailing ? ',' : ''
      return `${above}${how.eol}${inner}${entry}${comma}${roll() === 0 ? ` // ${comment()}` : ''}`
    })
    const end = roll() === 0 ? `${how.eol}${inner}// ${comment()}` : ''
    return `${open}${lines.join('')}${end}${how.eol}${indent}${close}`
  }
  const member = ([name, value]: [string, unknown]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`
  const limits = source.limits.map((counter) =>
    JSON.stringify({ counter, window: 'day', max: 1, scope: 'grant' }),
  )
  const tests = source.tests.map((name) => JSON.stringify({ name, tool: 'a', expect: 'deny' }))
  const sections = [
    '"version": "1"',
    `"default": "${source.default}"`,
    `"hide": ${put(
      source.hide.map((name) => JSON.stringify(name)),
      ['[', ']'],
      '  ',
    )}`,
    `"all_tools": { "limits": ${put(limits, ['[', ']'], '  ')} }`,
    `"risk": ${put(Object.entries(source.risk).map(member), ['{', '}'], '  ')}`,
    `"tools": ${put(Object.entries(source.tools).map(member), ['{', '}'], '  ')}`,
    `"tests": ${put(tests, ['[', ']'], '  ')}`,
  ]
  return put(sections, ['{', '}'], '') + how.eol
}

const text = fc.tuple(document, layout).map(([source, how]) => written(source, how))

const tool = fc.constantFrom(...names)
const limit = (counter: string, max: number) => ({
  counter,
  window: 'day' as const,
  max,
  scope: 'grant' as const,
})
const act: fc.Arbitrary<PolicyAction> = fc.oneof(
  fc.record({
    kind: fc.constant('set_action' as const),
    tool,
    action: fc.constantFrom(
      'allow' as const,
      'limit' as const,
      'ask' as const,
      'deny' as const,
      'hide' as const,
    ),
  }),
  fc.record({
    kind: fc.constant('set_field' as const),
    tool,
    field: fc.constant('reason' as const),
    value: fc.string(),
  }),
  fc.record({ kind: fc.constant('remove_rule' as const), tool }),
  fc.record({
    kind: fc.constant('set_note' as const),
    tool,
    note: fc.constantFrom('', 'note one', 'note two\nof two lines'),
  }),
  fc.record({ kind: fc.constantFrom('hide' as const, 'unhide' as const), tool }),
  fc.record({
    kind: fc.constant('set_default' as const),
    value: fc.constantFrom('allow' as const, 'deny' as const),
  }),
  fc.record({ kind: fc.constant('remove_class_rule' as const), category: fc.constant('read' as const) }),
  fc.record({ kind: fc.constant('remove_test' as const), index: fc.nat(2) }),
  fc.nat(9).map((index) => ({
    kind: 'add_test' as const,
    test: { name: `new ${index}`, tool: 'a', expect: 'deny' as const },
  })),
  fc.tuple(fc.constantFrom('n', 'p'), fc.integer({ min: 1, max: 3 })).map(([counter, max]) => ({
    kind: 'set_all_tools' as const,
    value: { limits: [limit(counter, max)] },
  })),
  fc
    .constantFrom('/tools', '/hide', '/risk', '/all_tools', '/tests')
    .map((pointer) => ({ kind: 'remove' as const, pointer })),
)

function after(before: string, actions: readonly PolicyAction[]): string {
  return actions.reduce((now, action) => {
    const made = edit(now, [action])
    return made.ok ? applyEdits(now, made.value) : now
  }, before)
}

function found(base: string, mine: string, theirs: string): Merge {
  const result = merge({ base, mine, theirs })
  if (!result.ok) throw new Error(`${result.fault.message}: ${mine}`)
  return result.value
}

function textOf(brought: Merge, choices: (key: string) => MergeChoice): string {
  const result = brought.resolve(new Map(brought.conflicts.map(({ key }) => [key, choices(key)])))
  if (!result.ok) throw new Error(result.fault.message)
  return result.value
}

/** What a text says, each part by its name: an empty section is no section. */
function meaning(source: string): string {
  const said = parse(source).document ?? parse(source).sound
  if (said === undefined) throw new Error(`unreadable: ${source}`)
  const { hide = [], tests = [], all_tools: all, tools = {}, risk = {}, ...rest } = said
  const byText = (list: readonly unknown[]): Json[] => list.map(jsonOf).map(canonicalJson).sort()
  return canonicalJson([
    jsonOf(rest),
    byText([...new Set(hide)]),
    byText(tests),
    jsonOf(tools),
    jsonOf(risk),
    byText(all?.limits ?? []),
  ])
}

function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null))
}

/** The parts of which two texts say different things. */
function differing(one: string, other: string): string[] {
  const trees = [one, other].map(treeOf)
  const roots = trees.flatMap((tree) => (tree.ok ? [tree.value] : []))
  const open = sharedHolders(roots)
  const [before, now] = [one, other].map((source, index) => {
    const root = roots[index]
    if (root === undefined) throw new Error(`unreadable: ${source}`)
    return sheetOf(source, root, open).parts
  })
  const keys = [...(before?.keys() ?? []), ...(now?.keys() ?? [])]
  return keys.filter((key) => before?.get(key)?.value() !== now?.get(key)?.value())
}

function commentsOf(source: string): string[] {
  return commentSpans(source)
    .map(({ start, end }) => wordsOfComment(source.slice(start, end)))
    .sort()
}

const sides = fc
  .tuple(text, fc.array(act, { maxLength: 6 }), fc.array(act, { maxLength: 6 }))
  .map(([base, one, other]) => ({ base, mine: after(base, one), theirs: after(base, other) }))

test(`an unchanged side gives way to the other, to the last byte ${told}`, { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(sides, ({ base, mine }) => {
      expect(textOf(found(base, base, mine), () => ({ kind: 'mine' }))).toBe(mine)
      expect(textOf(found(base, mine, base), () => ({ kind: 'mine' }))).toBe(mine)
      expect(textOf(found(base, mine, mine), () => ({ kind: 'mine' }))).toBe(mine)
    }),
    { numRuns: runs, seed },
  )
})

test(`whichever side is called mine, the two mean the same together ${told}`, { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(sides, ({ base, mine, theirs }) => {
      const one = found(base, mine, theirs)
      const other = found(base, theirs, mine)
      expect(one.conflicts.map(({ key }) => key).sort()).toEqual(other.conflicts.map(({ key }) => key).sort())
      expect(meaning(textOf(one, () => ({ kind: 'mine' })))).toBe(
        meaning(textOf(other, () => ({ kind: 'theirs' }))),
      )
    }),
    { numRuns: runs, seed },
  )
})

test(`no change is lost silently: it stands in the result, or a person was asked ${told}`, {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(sides, fc.infiniteStream(fc.boolean()), ({ base, mine, theirs }, coin) => {
      const brought = found(base, mine, theirs)
      const asked = new Set(brought.conflicts.map(({ key }) => key))
      const result = textOf(brought, () => ({ kind: coin.next().value === true ? 'mine' : 'theirs' }))
      // The result differs from mine only where theirs changed something or somebody was asked, and the other way round.
      const fromMine = differing(mine, result)
      const fromTheirs = differing(theirs, result)
      const changedBy = (side: 'mine' | 'theirs') =>
        new Set(brought.merged.filter(({ by }) => by === side).map(({ key }) => key))
      for (const key of fromMine) expect(asked.has(key) || changedBy('theirs').has(key)).toBe(true)
      for (const key of fromTheirs) expect(asked.has(key) || changedBy('mine').has(key)).toBe(true)
    }),
    { numRuns: runs, seed },
  )
})

/** What two people do in turn: write, or publish what they have, brought together with what is enforced by then. */
const turn = fc.record({ who: fc.constantFrom(0, 1), act: fc.option(act, { nil: undefined, freq: 3 }) })

test(`however two people write and publish in turn, nobody changes what they did not touch ${told}`, {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(text, fc.array(turn, { maxLength: 16 }), (start, turns) => {
      let enforced = start
      const editors = [
        { base: start, draft: start },
        { base: start, draft: start },
      ]
      for (const { who, act: action } of turns) {
        const editor = editors[who]
        if (editor === undefined) continue
        if (action !== undefined) {
          editor.draft = after(editor.draft, [action])
          continue
        }
        const brought = found(editor.base, editor.draft, enforced)
        // A note alone is a change too: who changed it beside another's rule was asked.
        const asked = brought.conflicts.map(({ key }) => key)
        const touched = new Set([...differing(editor.base, editor.draft), ...asked])
        const next = textOf(brought, () => ({ kind: 'mine' }))
        for (const key of differing(enforced, next)) expect(touched).toContain(key)
        enforced = next
        editor.base = next
        editor.draft = next
      }
    }),
    { numRuns: runs, seed },
  )
})

test(`a comment that neither side touched is never lost ${told}`, { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(sides, ({ base, mine, theirs }) => {
      const result = commentsOf(textOf(found(base, mine, theirs), () => ({ kind: 'theirs' })))
      const [inMine, inTheirs] = [commentsOf(mine), new Set(commentsOf(theirs))]
      for (const comment of inMine.filter((one) => inTheirs.has(one) && /^c\d+$/.test(one)))
        expect(result).toContain(comment)
    }),
    { numRuns: runs, seed },
  )
})

test(`merge never throws, whatever the texts ${told}`, { timeout: 120_000 }, () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"tools"',
    '"hide"',
    '// x\n',
    '/* y */',
    '1',
    '\\',
  )
  const broken = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))
  const any = fc.oneof(
    text,
    broken,
    fc.constant('{"tools":[1],"hide":{"a":1},"tests":["t"]}'),
    fc.constant('{"tools":null}'),
  )
  fc.assert(
    fc.property(any, any, any, (base, mine, theirs) => {
      const result = merge({ base, mine, theirs })
      if (result.ok)
        result.value.resolve(new Map(result.value.conflicts.map(({ key }) => [key, { kind: 'mine' }])))
    }),
    { numRuns: runs, seed },
  )
})
