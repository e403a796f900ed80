import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdits, type FormAction, type PolicyAction, parse, type TextEdit } from '#policy'
import { createBuffer } from './buffer.ts'
import { createSync } from './sync.ts'

const names = ['get_device', 'delete_device', 'run script', 'a/b~c', 'späť', 'get_*', 'new_tool']
const actions: readonly FormAction[] = ['allow', 'limit', 'ask', 'deny', 'hide']

/** Texts as people write them: comments in every place, both line ends, tabs, trailing commas, one line or many. */
const texts = fc
  .record({
    eol: fc.constantFrom('\n', '\r\n'),
    indent: fc.constantFrom('  ', '\t', '    '),
    comma: fc.boolean(),
    mark: fc.boolean(),
    rules: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...names),
        body: fc.constantFrom(
          '{}',
          '{ "action": "deny" }',
          '{"action":"require_approval","reason":"ask // them"}',
          '{ /* kept */ "limits": [{ "counter": "c", "window": "minute", "max": 5, "scope": "grant" }] }',
          '{ "deny_if": [ { "conditions": [ { "path": "args.n", "op": "gt", "value": 1 } ] } ], }',
        ),
        above: fc.constantFrom('', '// a note', '/* two words */'),
        after: fc.constantFrom('', ' // why'),
      }),
      { selector: ({ name }) => name, maxLength: 5 },
    ),
  })
  .map(({ eol, indent, comma, mark, rules }) => {
    const lines = rules.flatMap(({ name, body, above, after }, index) => {
      const end = index < rules.length - 1 || comma ? ',' : ''
      const rule = `${indent}${indent}${JSON.stringify(name)}: ${body}${end}${after}`
      return above === '' ? [rule] : [`${indent}${indent}${above}`, rule]
    })
    const tools = rules.length === 0 ? '{}' : ['{', ...lines, `${indent}}`].join(eol)
    const body = [
      '// head',
      '{',
      `${indent}"version": "1", "default": "deny",`,
      `${indent}"tools": ${tools} // tail`,
      '}',
      '',
    ]
    return `${mark ? '\ufeff' : ''}${body.join(eol)}`
  })

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('set_action' as const),
      tool: fc.constantFrom(...names),
      action: fc.constantFrom(...actions),
    }),
    fc.record({ kind: fc.constant('remove_rule' as const), tool: fc.constantFrom(...names) }),
    fc.record({
      kind: fc.constant('set_default' as const),
      value: fc.constantFrom('allow' as const, 'deny' as const),
    }),
    fc.record({
      kind: fc.constant('set_field' as const),
      tool: fc.constantFrom(...names),
      field: fc.constant('reason' as const),
      value: fc.string({ maxLength: 8 }),
    }),
  ),
  { minLength: 1, maxLength: 12 },
)

function opened(text: string) {
  const buffer = createBuffer(text)
  const sync = createSync({ buffer, judge: () => {}, schedule: () => () => {} })
  return { buffer, sync }
}

/** The parts of a text that edits leave alone. */
function untouched(text: string, edits: readonly TextEdit[]): string[] {
  const parts: string[] = []
  let from = 0
  for (const { offset, length } of [...edits].sort((a, b) => a.offset - b.offset)) {
    parts.push(text.slice(from, offset))
    from = offset + length
  }
  return [...parts, text.slice(from)]
}

const patience = { timeout: 60_000 }

test(
  'whatever is done in the form, every byte outside the edits stays, the form shows the text, and undo gives all back',
  patience,
  () => {
    fc.assert(
      fc.property(texts, steps, (text, plan) => {
        const { buffer, sync } = opened(text)
        expect(sync.state().frozen).toBeUndefined()
        const seen = [text]
        buffer.subscribe(({ batches, before, text: after, origin }) => {
          const [batch = []] = batches
          if (origin !== 'form') return
          expect(applyEdits(before, batch)).toBe(after)
          let at = 0
          for (const part of untouched(before, batch)) {
            const found = after.indexOf(part, at)
            expect(found).toBeGreaterThanOrEqual(at)
            at = found + part.length
          }
          seen.push(after)
        })
        for (const action of plan) sync.act([action satisfies PolicyAction], action.kind, 0)
        expect(sync.state().document).toEqual(parse(buffer.state().text).document)
        for (const expected of seen.toReversed().slice(1)) {
          buffer.undo()
          expect(buffer.state().text).toBe(expected)
        }
        expect(buffer.state().text).toBe(text)
        expect(buffer.undo()).toBe(false)
      }),
      { numRuns: 300 },
    )
  },
)

test('three hundred rules set at once are one step, and one undo takes all of it back', () => {
  const tools = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`tool_${index}`, {}]))
  const text = JSON.stringify({ version: '1', default: 'deny', tools }, null, 2)
  const { buffer, sync } = opened(text)
  const all = Object.keys(tools).map((tool) => ({ kind: 'set_action', tool, action: 'deny' }) as const)
  expect(sync.act(all, 'Set 300 tools to Deny', 0).ok).toBe(true)
  expect(Object.values(sync.state().document.tools ?? {}).every(({ action }) => action === 'deny')).toBe(true)
  buffer.undo()
  expect(buffer.state().text).toBe(text)
  expect(buffer.undo()).toBe(false)
})
