import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, isJsonObject, type Json } from '#std/json'
import { parse } from '../parse.ts'
import { type PolicyDocument, type PolicyTest, ToolRule } from '../schema.ts'
import { type FormAction, formAction, type PolicyAction } from './actions.ts'
import { edit } from './edit.ts'
import { applyEdits, invertEdits } from './text-edit.ts'

const runs = 2000
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
const told = `(SEED=${seed})`

const names = ['a', 'b', 'c_d', 'e*', 'toString', 'x/y', 'Ä"']
const action = fc.constantFrom(
  'allow' as const,
  'deny' as const,
  'hide' as const,
  'require_approval' as const,
)
const predicate = fc.record({
  conditions: fc.array(fc.constant({ path: 'args.x', op: 'gt' as const, value: 1 }), { maxLength: 2 }),
})
const limit = fc.record({
  counter: fc.constantFrom('n', 'm'),
  window: fc.constantFrom('minute' as const, 'day' as const),
  max: fc.integer({ min: 1, max: 9 }),
  scope: fc.constant('grant' as const),
})
const rule: fc.Arbitrary<ToolRule> = fc.record(
  {
    action,
    reason: fc.constantFrom('no', 'ask // not a comment', '/* nor this */'),
    deny_if: fc.array(predicate, { maxLength: 2 }),
    approve_if: fc.array(predicate, { maxLength: 1 }),
    limits: fc.array(limit, { maxLength: 3 }),
  },
  { requiredKeys: [] },
)
const policyTest = fc.record({
  name: fc.constantFrom('t', 'u'),
  tool: fc.constantFrom(...names),
  expect: fc.constant('deny' as const),
})
const document: fc.Arbitrary<PolicyDocument> = fc
  .record(
    {
      default: fc.constantFrom('allow' as const, 'deny' as const),
      hide: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
      resources: fc.constantFrom('allow' as const, 'deny' as const),
      risk: fc.dictionary(fc.constantFrom('read', 'write'), rule),
      tools: fc.dictionary(fc.constantFrom(...names), rule),
      tests: fc.array(policyTest, { maxLength: 3 }),
    },
    { requiredKeys: ['default'] },
  )
  .map((fields) => ({ version: '1' as const, ...fields }))
/** A note needs a rule in the text, or a section in the text that the rule comes into. */
const withTools = document.map((one) => ({ tools: {}, ...one }))

const tool = fc.constantFrom(...names)
const formActions: readonly FormAction[] = ['allow', 'limit', 'ask', 'deny', 'hide']
const edits: fc.Arbitrary<PolicyAction> = fc.oneof(
  fc.record({ kind: fc.constant('set_action' as const), tool, action: fc.constantFrom(...formActions) }),
  fc.record({ kind: fc.constant('set_rule' as const), tool, rule }),
  fc.record({ kind: fc.constant('set_rule' as const), tool, rule, after: tool }),
  fc.record({
    kind: fc.constant('set_field' as const),
    tool,
    field: fc.constant('limits' as const),
    value: fc.array(limit, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('set_field' as const), tool, field: fc.constant('reason' as const) }),
  fc.record({ kind: fc.constant('remove_rule' as const), tool }),
  fc.record({ kind: fc.constant('rename_rule' as const), tool, to: tool }),
  fc.record({
    kind: fc.constant('set_note' as const),
    tool,
    note: fc.constantFrom('', 'one', 'two\nlines', 'end */ not'),
  }),
  fc.record({ kind: fc.constant('hide' as const), tool }),
  fc.record({ kind: fc.constant('unhide' as const), tool }),
  fc.record({
    kind: fc.constant('set_default' as const),
    value: fc.constantFrom('allow' as const, 'deny' as const),
  }),
  fc.record({ kind: fc.constant('set_resources' as const) }),
  fc.record({ kind: fc.constant('set_class_rule' as const), category: fc.constant('read' as const), rule }),
  fc.record({ kind: fc.constant('remove_class_rule' as const), category: fc.constant('read' as const) }),
  fc.record({ kind: fc.constant('add_test' as const), test: policyTest }),
  fc.record({ kind: fc.constant('set_test' as const), index: fc.nat(3), test: policyTest }),
  fc.record({ kind: fc.constant('remove_test' as const), index: fc.nat(3) }),
)

/** Every way of writing the same value: comments anywhere, one line or many, commas at the end or not. */
const style = fc.record({
  choices: fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
  eol: fc.constantFrom('\n', '\r\n'),
  unit: fc.constantFrom('  ', '\t', '    '),
})

function write(
  value: Json,
  { choices, eol, unit }: { choices: number[]; eol: string; unit: string },
): string {
  let at = 0
  let comments = 0
  const choose = () => choices[at++ % choices.length] ?? 0
  const comment = () => ` c${comments++} `
  function gap(indent: string): string {
    const choice = choose()
    if (choice === 0) return ` /*${comment()}*/ `
    if (choice === 1) return ` //${comment()}${eol}${indent}`
    return choice === 2 ? eol + indent : ''
  }
  function container(
    parts: readonly string[],
    [open, close]: readonly [string, string],
    indent: string,
  ): string {
    const inner = indent + unit
    const isLong = choose() < 7
    const trailing = choose() === 0 && parts.length > 0 ? ',' : ''
    if (parts.length === 0) return choose() === 0 ? `${open}${gap(inner)}${close}` : open + close
    if (!isLong) return `${open} ${parts.join(', ')}${trailing} ${close}`
    const lines = parts.map((part, index) => {
      const lead =
        [
          eol + inner,
          `${eol}${inner}//${comment()}${eol}${inner}`,
          `${eol}${eol}${inner}/*${comment()}*/${eol}${eol}${inner}`,
        ][choose() % 3] ?? eol
      const comma = index < parts.length - 1 ? ',' : trailing
      return `${lead}${part}${comma}${choose() === 0 ? ` //${comment()}` : ''}`
    })
    return `${open}${lines.join('')}${eol}${indent}${close}`
  }
  function text(part: Json, indent: string): string {
    const inner = indent + unit
    if (Array.isArray(part))
      return container(
        part.map((one: Json) => text(one, inner)),
        ['[', ']'],
        indent,
      )
    if (!isJsonObject(part)) return JSON.stringify(part)
    const members = Object.entries(part).map(
      ([name, one]) => `${JSON.stringify(name)}${gap(inner)}: ${gap(inner)}${text(one, inner)}`,
    )
    return container(members, ['{', '}'], indent)
  }
  return `${gap('')}${text(value, '')}${gap('')}${eol}`
}

function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

/** What an action means, without any text: undefined where it cannot be done. */
function applied(before: PolicyDocument, change: PolicyAction): PolicyDocument | undefined {
  switch (change.kind) {
    case 'set_rule':
    case 'set_field':
    case 'remove_rule':
    case 'rename_rule':
    case 'set_note': {
      const tools = appliedToTools(Object.entries(before.tools ?? {}), change)
      return (
        tools &&
        (before.tools === undefined && tools.length === 0
          ? before
          : { ...before, tools: Object.fromEntries(tools) })
      )
    }
    case 'add_test':
    case 'set_test':
    case 'remove_test': {
      const tests = appliedToTests(before.tests ?? [], change)
      return tests && { ...before, tests }
    }
    default:
      return appliedToRest(before, change)
  }
}

function appliedToTools(tools: [string, ToolRule][], change: PolicyAction): [string, ToolRule][] | undefined {
  if (!('tool' in change)) return tools
  const at = tools.findIndex(([name]) => name === change.tool)
  const put = (rule: ToolRule): [string, ToolRule][] =>
    at < 0 ? [...tools, [change.tool, rule]] : tools.with(at, [change.tool, rule])
  if (change.kind === 'set_rule') return put(change.rule)
  if (change.kind === 'set_field') {
    if (at < 0 && change.value === undefined) return tools
    const { [change.field]: _, ...rest } = tools[at]?.[1] ?? {}
    return put(ToolRule.parse(jsonOf({ ...rest, [change.field]: change.value })))
  }
  const rule = tools[at]?.[1]
  if (rule === undefined) return undefined
  if (change.kind === 'remove_rule') return tools.toSpliced(at, 1)
  if (change.kind !== 'rename_rule') return tools
  if (change.to !== change.tool && tools.some(([name]) => name === change.to)) return undefined
  return tools.with(at, [change.to, rule])
}

function appliedToTests(tests: PolicyTest[], change: PolicyAction): PolicyTest[] | undefined {
  if (change.kind === 'add_test') return [...tests, change.test]
  if (change.kind !== 'set_test' && change.kind !== 'remove_test') return tests
  if (change.index >= tests.length) return undefined
  return change.kind === 'set_test' ? tests.with(change.index, change.test) : tests.toSpliced(change.index, 1)
}

function appliedToRest(before: PolicyDocument, change: PolicyAction): PolicyDocument | undefined {
  const { resources: _, ...withoutResources } = before
  const { read, ...otherClasses } = before.risk ?? {}
  const hide = before.hide ?? []
  switch (change.kind) {
    case 'hide':
      return hide.includes(change.tool) ? before : { ...before, hide: [...hide, change.tool] }
    case 'unhide':
      return before.hide === undefined
        ? before
        : { ...before, hide: hide.filter((name) => name !== change.tool) }
    case 'set_default':
      return { ...before, default: change.value }
    case 'set_resources':
      return withoutResources
    case 'set_class_rule':
      return { ...before, risk: { ...before.risk, read: change.rule } }
    case 'remove_class_rule':
      return read === undefined ? undefined : { ...before, risk: otherClasses }
    default:
      return before
  }
}

function documentOf(text: string): PolicyDocument {
  const { document: found, problems } = parse(text)
  if (found === undefined) throw new Error(`${problems.map(({ message }) => message).join()}: ${text}`)
  return found
}

function commentsOf(text: string): string[] {
  return text.match(/ c\d+ /g) ?? []
}

test(`an edit means what its action means, keeps every comment, and can be taken back ${told}`, {
  timeout: 300_000,
}, () => {
  const property = fc.property(document, style, edits, (source, how, change) => {
    const before = write(jsonOf(source), how)
    const made = edit(before, [change])
    const wanted = change.kind === 'set_action' ? undefined : applied(source, change)
    if (!made.ok) {
      expect(wanted).toBeUndefined()
      return
    }
    const after = applyEdits(before, made.value)
    expect(applyEdits(after, invertEdits(before, made.value))).toBe(before)
    const found = documentOf(after)
    if (wanted !== undefined) expect(canonicalJson(jsonOf(found))).toBe(canonicalJson(jsonOf(wanted)))
    if (change.kind === 'set_action') {
      const shown = found.tools?.[change.tool] ?? {}
      expect(formAction(shown)).toBe(change.action)
      expect(shown.deny_if).toEqual(source.tools?.[change.tool]?.deny_if)
    }
    const isTakingNone = ['set_default', 'hide', 'add_test', 'rename_rule'].includes(change.kind)
    if (isTakingNone) expect(commentsOf(after)).toEqual(commentsOf(before))
  })
  fc.assert(property, { numRuns: runs, seed })
})

test(`many actions in one pass are the same as one after the other ${told}`, { timeout: 300_000 }, () => {
  const property = fc.property(
    withTools,
    style,
    fc.array(edits, { maxLength: 6 }),
    (source, how, changes) => {
      const before = write(jsonOf(source), how)
      const together = edit(before, changes)
      let text = before
      for (const change of changes) {
        const made = edit(text, [change])
        if (!made.ok) return void expect(together.ok).toBe(false)
        text = applyEdits(text, made.value)
      }
      if (!together.ok) throw new Error(together.fault.message)
      const after = applyEdits(before, together.value)
      expect(canonicalJson(jsonOf(documentOf(after)))).toBe(canonicalJson(jsonOf(documentOf(text))))
      expect(applyEdits(after, invertEdits(before, together.value))).toBe(before)
    },
  )
  fc.assert(property, { numRuns: runs, seed })
})

test(`neither parse nor edit ever throws, whatever the text ${told}`, { timeout: 300_000 }, () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\',
    '//',
    '/*',
    '*/',
    '\n',
    '1',
    '-',
    'null',
    '"tools"',
    '__proto__',
    '\u2028',
    '\ufeff',
  )
  const cut = fc.tuple(document, style, fc.nat(), piece).map(([source, how, at, insert]) => {
    const text = write(jsonOf(source), how)
    return text.slice(0, at % text.length) + insert + text.slice(at % text.length)
  })
  const text = fc.oneof(
    cut,
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc.string(),
  )
  fc.assert(
    fc.property(text, edits, (source, change) => {
      const parsed = parse(source)
      expect(parsed.problems.length > 0).toBe(parsed.document === undefined)
      const made = edit(parsed, [change])
      if (made.ok) applyEdits(source, made.value)
    }),
    { numRuns: runs, seed },
  )
})
