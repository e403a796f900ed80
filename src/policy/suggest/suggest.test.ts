import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classify } from '#risk'
import type { JsonObject } from '#std/json'
import { compile } from '../compile.ts'
import { edit } from '../edit/edit.ts'
import { applyEdits } from '../edit/text-edit.ts'
import type { Dispatcher, Inventory } from '../inventory.ts'
import { lint } from '../lint/lint.ts'
import { parse } from '../parse.ts'
import { print } from '../print.ts'
import type { PolicyDocument } from '../schema.ts'
import { type RecordedCall, simulate } from '../simulate.ts'
import { suggest } from './suggest.ts'
import { type Suggestion, suggestedActions } from './suggestion.ts'

const text = { type: 'string' }
const object = (properties: JsonObject, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required: [...required],
})
const schemas = {
  list_orders: object({ page: { type: 'integer' } }),
  create_refund: object(
    {
      amount: { type: 'number' },
      currency: { type: 'string', enum: ['EUR', 'USD', 'GBP'] },
      reason: text,
      order: object({ region: text, id: { type: 'integer' } }),
      api_key: text,
      dry_run: { type: 'boolean' },
    },
    ['amount', 'currency', 'order'],
  ),
  send_message: object({ channel: text, text }),
  delete_order: object({ id: text }),
  delete_customer: object({ id: text }),
  nas: { type: 'object', properties: { action: text, params: { type: 'object' } } },
  batch: { type: 'object', properties: { operations: { type: 'array' } } },
} satisfies Record<string, JsonObject>

const categoryOf = (name: string) => classify({ name }).category
const dispatchers: Dispatcher[] = [
  {
    tool: 'nas',
    name: 'args.action',
    arguments: 'args.params',
    actions: [
      { definition: { name: 'pool_list' }, category: 'read' },
      {
        definition: { name: 'pool_set', inputSchema: object({ size: { type: 'integer' } }) },
        category: 'write',
      },
    ],
  },
  { tool: 'batch', each: 'args.operations', name: 'tool', arguments: 'args' },
]
const inventory: Inventory = {
  tools: Object.entries(schemas).map(([name, inputSchema]) => ({
    definition: { name, inputSchema },
    category: categoryOf(name),
  })),
  dispatchers,
}

const day = 86_400_000
const now = 20 * day

function called(tool: string, args: JsonObject | undefined, at: number, more: object = {}): RecordedCall {
  return {
    call: {
      tool,
      arguments: args,
      grant: { id: 'g', label: 'ci', tags: [] },
      server: 's',
      workspace: 'w',
    },
    argumentsKept: args !== undefined,
    at,
    outcome: 'allow',
    forwarded: true,
    ...more,
  }
}

/** So many calls, an hour and a bit apart, from ten days ago. */
function many(count: number, tool: string, args: (n: number) => JsonObject | undefined): RecordedCall[] {
  return Array.from({ length: count }, (_, n) => called(tool, args(n), 10 * day + n * 3_700_000))
}

const open: PolicyDocument = {
  version: '1',
  default: 'deny',
  tools: { '*': {}, pool_list: {}, pool_set: {} },
}

function suggested(calls: readonly RecordedCall[], document: PolicyDocument = open) {
  return suggest(compile(document, inventory), calls, now)
}

function applied(document: PolicyDocument, actions: ReturnType<typeof suggestedActions>) {
  const before = print(document)
  const edits = edit(before, actions)
  if (!edits.ok) throw new Error(edits.fault.message)
  const parsed = parse(applyEdits(before, edits.value))
  if (parsed.document === undefined) throw new Error(JSON.stringify(parsed.problems))
  return { parsed, document: parsed.document }
}

const ids = (suggestions: readonly Suggestion[]) => suggestions.map(({ id }) => id)

const refunds = many(100, 'create_refund', (n) => ({
  amount: 5 + n,
  currency: n % 3 === 0 ? 'EUR' : 'USD',
  reason: n % 2 === 0 ? 'broken' : 'late',
  order: { region: 'eu-west', id: 1_000 + n },
  api_key: 'sk-1',
}))

test('a few calls, or a few days, are no habit', () => {
  expect(suggested(refunds.slice(0, 19))).toEqual([])
  expect(suggested(refunds.map((one) => ({ ...one, at: now - 2 * day })))).toEqual([])
})

test('values that all calls had become conditions; free text, ids and secrets never do', () => {
  const found = suggested(refunds).find(({ kind }) => kind === 'allow_with_conditions')
  expect(found).toMatchObject({ id: 'allow create_refund', tools: ['create_refund'], begin: [] })
  expect(found?.clauses.map(({ sentence }) => sentence)).toEqual([
    'Require that `amount` is from 3.7 to 130: 100 calls had 5 to 104, 99 of 100 at most 103.',
    'Require that `currency` is "EUR" or "USD": all 100 calls had one of them.',
    'Require that `order.region` is "eu-west": all 100 calls had it.',
  ])
  expect(found?.clauses[1]?.evidence).toEqual({
    kind: 'values',
    path: 'args.currency',
    calls: 100,
    days: 10,
    values: [
      { value: 'EUR', calls: 34 },
      { value: 'USD', calls: 66 },
    ],
  })
})

test('an argument without a type is known by the values that its schema lists', () => {
  const inputSchema = object({ mode: { enum: ['full', 'fast', 'dry'] }, version: { const: 2 }, any: {} })
  const tools = [{ definition: { name: 'set_mode', inputSchema }, category: 'write' as const }]
  const calls = many(100, 'set_mode', (n) => ({ mode: n % 2 === 0 ? 'fast' : 'dry', version: 2, any: 'x' }))
  const found = suggest(compile(open, { tools }), calls, now).find(
    ({ kind }) => kind === 'allow_with_conditions',
  )
  expect(found?.clauses.map(({ sentence }) => sentence)).toEqual([
    'Require that `mode` is "dry" or "fast": all 100 calls had one of them.',
  ])
})

test('an argument that some call left out gets no condition: it would deny that call', () => {
  const calls = [...refunds, called('create_refund', { amount: 7, order: { region: 'x', id: 1 } }, now - day)]
  const found = suggested(calls).find(({ kind }) => kind === 'allow_with_conditions')
  expect(found?.clauses.map(({ evidence }) => 'path' in evidence && evidence.path)).toEqual(['args.amount'])
})

test('what the policy looks at already is not suggested again', () => {
  const rule = {
    require: [{ conditions: [{ path: 'args.currency', op: 'in' as const, value: ['EUR', 'USD'] }] }],
  }
  const found = suggested(refunds, { ...open, tools: { ...open.tools, create_refund: rule } })
  const paths = found.flatMap(({ clauses }) =>
    clauses.flatMap(({ evidence }) => ('path' in evidence ? [evidence.path] : [])),
  )
  expect(paths).toEqual(['args.amount', 'args.order.region'])
})

test('a limit is above what 99 of 100 calls needed, and above what any did', () => {
  const burst = Array.from({ length: 40 }, (_, n) =>
    called('send_message', { channel: 'a', text: 'b' }, 12 * day + n * 1_000),
  )
  const [limit] = suggested([...refunds, ...burst]).filter(({ id }) => id === 'limit send_message')
  expect(limit?.clauses[0]).toMatchObject({
    evidence: { kind: 'rate', window: 'minute', calls: 40, p99: 40, peak: 40 },
    actions: [{ value: { counter: 'send_message_rate', window: 'minute', max: 75, scope: 'grant' } }],
  })
  expect(limit?.sentence).toBe(
    'Limit `send_message` to 75 calls a minute for each grant: of 40 calls, 99 of 100 met at most 40 in the same minute, and none more than 40.',
  )
})

test('a destructive tool that is rarely called is put before a person', () => {
  const found = suggested([...refunds, called('delete_order', { id: '1' }, now - day)])
  expect(found[0]).toMatchObject({ kind: 'approval', tools: ['delete_order'] })
  expect(found[0]?.sentence).toBe(
    'Ask a person before `delete_order`: it is destructive, and was called once in 10 days.',
  )
})

test('visible tools that nobody called are hidden class by class, those that a batch ran are not', () => {
  const batch = called('batch', { operations: [{ tool: 'send_message', args: {} }] }, now - day)
  const hides = suggested([...refunds, batch]).filter(({ kind }) => kind === 'hide')
  expect(hides.map(({ tools }) => tools)).toEqual([
    ['delete_order', 'delete_customer'],
    ['nas:pool_set'],
    ['list_orders', 'nas:pool_list'],
  ])
  expect(hides[0]?.sentence).toBe('Hide 2 destructive tools that nobody calls: none of 101 calls in 10 days.')
})

test('nothing is hidden that a batch without kept arguments may have run', () => {
  const batch = called('batch', undefined, now - day)
  expect(suggested([...refunds, batch]).filter(({ kind }) => kind === 'hide')).toEqual([])
})

test('an action of a dispatcher is suggested for by what it was given', () => {
  const calls = many(40, 'nas:pool_set', (n) => ({ size: 100 + n }))
  const found = suggested(calls)
  expect(ids(found)).toContain('allow nas:pool_set')
  const allow = found.find(({ id }) => id === 'allow nas:pool_set')
  expect(allow?.clauses[0]?.actions[0]).toMatchObject({ pointer: '/tools/pool_set/require/-' })
})

test('a tool that a pattern decides begins a rule of its own with what the pattern says', () => {
  const document: PolicyDocument = {
    version: '1',
    default: 'deny',
    tools: { '*e*': { reason: 'Ask finance.' } },
  }
  const found = suggested(refunds, document)
  expect(ids(found).filter((id) => id.endsWith('refund'))).toEqual(['allow create_refund'])
  expect(found[0]?.begin).toEqual([
    { kind: 'set_rule', tool: 'create_refund', rule: { reason: 'Ask finance.' } },
  ])
  const after = applied(document, suggestedActions(found[0] ?? empty, found[0]?.clauses.slice(0, 1)))
  expect(after.document.tools?.['create_refund']).toMatchObject({ reason: 'Ask finance.', require: [{}] })
})

test('a class whose only tool begins a rule of its own keeps the one of the class, and brings no problem', () => {
  const document: PolicyDocument = {
    version: '1',
    default: 'deny',
    risk: { financial: { reason: 'Money.' } },
  }
  const [found = empty] = suggested(refunds, document)
  expect(found.id).toBe('allow create_refund')
  const after = applied(document, suggestedActions(found))
  expect(after.document.risk).toEqual(document.risk)
  expect(codes(print(document))).toEqual(['open_danger'])
  expect(codes(after.parsed.text)).toEqual([])
})

const empty: Suggestion = { id: '', kind: 'hide', tools: [], sentence: '', begin: [], clauses: [] }

test('what a test of the policy would fail under is not suggested', () => {
  const tests = [
    { name: 'refunds', tool: 'create_refund', args: { amount: 9_000 }, expect: 'allow' as const },
  ]
  const found = suggested(refunds, { ...open, tests })
  expect(ids(found).filter((id) => id.startsWith('allow'))).toEqual([])
})

/** Calls as agents may have made them under some policy, with and without their values. */
const randomCalls = fc
  .array(
    fc.record({
      tool: fc.constantFrom(
        'list_orders',
        'create_refund',
        'send_message',
        'delete_order',
        'nas:pool_set',
        'batch',
      ),
      at: fc.integer({ min: 10 * day, max: now - 1 }),
      amount: fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 5 })),
      word: fc.constantFrom('a', 'b', 'c c', 'EUR', 'USD'),
      isKept: fc.integer({ max: 20, min: 0 }).map((n) => n > 0),
      isWhole: fc.integer({ max: 20, min: 0 }).map((n) => n > 0),
      grant: fc.constantFrom('g', 'h'),
    }),
    { minLength: 20, maxLength: 120 },
  )
  .map((drawn) => [
    called('list_orders', { page: 1 }, 10 * day),
    ...drawn.map(({ tool, at, amount, word, isKept, isWhole, grant }) => {
      const refund = {
        amount,
        currency: word,
        order: { region: word, id: 3 },
        ...(isWhole && { dry_run: true }),
      }
      const args: JsonObject =
        tool === 'batch'
          ? {
              operations: [
                { tool: 'create_refund', args: refund },
                { tool: 'send_message', args: { channel: word } },
              ],
            }
          : tool === 'nas:pool_set'
            ? { size: Math.round(amount) }
            : { ...refund, page: Math.round(amount), channel: word, id: word }
      const one = called(tool, isKept ? args : undefined, at)
      return { ...one, call: { ...one.call, grant: { ...one.call.grant, id: grant } } }
    }),
  ])

const documents: PolicyDocument[] = [
  open,
  { version: '1', default: 'allow' },
  {
    version: '1',
    default: 'deny',
    risk: { write: {}, financial: { reason: 'Money.' }, read: {} },
    tools: { 'delete_*': { reason: 'Gone.' }, send_message: {}, 'nas:pool_set': {}, batch: {} },
  },
]

function judgedBy(document: PolicyDocument, calls: readonly RecordedCall[]) {
  return simulate(compile(document, inventory), calls)
}

test('no suggestion, alone or with the others, denies a call that was seen, nor brings a problem', () => {
  const property = fc.property(randomCalls, fc.constantFrom(...documents), (calls, document) => {
    const found = suggested(calls, document)
    const seen = judgedBy(document, calls)
    const wasStopped = new Set(
      seen.flips.filter(({ after }) => isStop(after.outcome)).map(({ index }) => index),
    )
    const before = new Set(codes(print(document)))
    const stoppedBy = (after: PolicyDocument) =>
      judgedBy(after, calls).flips.filter(
        ({ after: { outcome }, index }) => isStop(outcome) && !wasStopped.has(index),
      )
    for (const one of found) {
      const after = applied(document, suggestedActions(one))
      expect(stoppedBy(after.document), one.id).toEqual([])
      expect(
        codes(after.parsed.text).filter((code) => !before.has(code)),
        one.id,
      ).toEqual([])
    }
    const all = applied(
      document,
      found.flatMap((one) => suggestedActions(one)),
    )
    expect(stoppedBy(all.document)).toEqual([])
    // Where every tool of a pattern has got a rule of its own, the pattern is left without work.
    const left = codes(all.parsed.text).filter((code) => code !== 'shadowed')
    expect(left.filter((code) => !before.has(code))).toEqual([])
  })
  fc.assert(property, { numRuns: 150 })
}, 60_000)

function isStop(outcome: string): boolean {
  return outcome === 'deny' || outcome === 'hide'
}

function codes(document: string): string[] {
  return lint(parse(document), inventory, { now })
    .filter(({ severity }) => severity !== 'suggestion')
    .map(({ code }) => code)
}

test('suggestions are the same whatever the order of the calls, and those taken do not come again', () => {
  const property = fc.property(randomCalls, fc.constantFrom(...documents), (calls, document) => {
    const found = suggested(calls, document)
    expect(suggested([...calls].reverse(), document)).toEqual(found)
    const [first] = found
    if (first === undefined) return
    const after = ids(suggested(calls, applied(document, suggestedActions(first)).document))
    expect(after).not.toContain(first.id)
  })
  fc.assert(property, { numRuns: 100 })
})
