import { expect, test } from 'vitest'
import { applyEdits, compile, edit, evaluate, memoryCounters, type PolicyDocument, parse } from '#policy'
import type { JsonObject } from '#std/json'
import { waysThrough } from './ways-through.ts'

const tool = (name: string) => ({ definition: { name, inputSchema: {} }, category: 'write' as const })
const inventory = { tools: ['pay', 'put'].map(tool) }
const grant = { id: 'g', label: 'ci', tags: [] }

function decide(text: string, args: JsonObject) {
  const { document } = parse(text)
  if (document === undefined) throw new Error(`no policy: ${text}`)
  const policy = compile(document, inventory)
  const call = { tool: 'pay', arguments: args, grant, server: 's', workspace: 'w' }
  return { policy, decision: evaluate(policy, call, memoryCounters(), 0) }
}

function ways(text: string, args: JsonObject | null) {
  return waysThrough({ ...decide(text, args ?? {}), tool: 'pay', args })
}

function after(text: string, args: JsonObject, words: string): string {
  const way = ways(text, args).find((one) => one.words === words)
  if (way === undefined) throw new Error(`${words} is none of ${ways(text, args).map((one) => one.words)}`)
  const edits = edit(text, way.actions)
  if (!edits.ok) throw new Error(edits.fault.message)
  return applyEdits(text, edits.value)
}

const text = (rules: Partial<PolicyDocument>) => JSON.stringify({ version: '1', default: 'deny', ...rules })
const gt = { path: 'args.amount', op: 'gt', value: 100 } as const
const args = { amount: 250, reach: 'web' }

const stops: readonly [string, Partial<PolicyDocument>, string][] = [
  ['a tool that is denied', { tools: { pay: { action: 'deny' } } }, 'Only where `reach` is `web`'],
  [
    'a tool that is asked about',
    { tools: { pay: { action: 'require_approval' } } },
    'Only where `reach` is `web`',
  ],
  ['a tool that no rule names', {}, 'Only where `reach` is `web`'],
  ['a denying condition', { tools: { pay: { deny_if: [{ conditions: [gt] }] } } }, 'Where `reach` is `web`'],
  [
    'an asking condition',
    { tools: { pay: { approve_if: [{ conditions: [gt] }] } } },
    'Where `reach` is `web`',
  ],
  ['a pattern', { tools: { 'p*': { deny_if: [{ conditions: [gt] }] } } }, 'Where `reach` is `web`'],
  ['a class', { risk: { write: { deny_if: [{ conditions: [gt] }] } } }, 'Where `reach` is `web`'],
  [
    'a condition on every call',
    { default: 'allow', all_tools: { deny_if: [{ conditions: [gt] }] } },
    'Where `reach` is `web`',
  ],
]

test.each(stops)('%s lets such a call through, and no other', (_, rules, words) => {
  const before = text(rules)
  expect(decide(before, args).decision.outcome).not.toBe('allow')
  const changed = after(before, args, words)
  expect(decide(changed, args).decision.outcome).toBe('allow')
  expect(decide(changed, { ...args, reach: 'shop' }).decision.outcome).not.toBe('allow')
  // What is not said at all is no proof.
  expect(decide(changed, { amount: 250 }).decision.outcome).not.toBe('allow')
})

test.each([
  ['eq', 'shop', 'Where `reach` is one of `shop`, `web`'],
  ['in', ['shop', 'app'], 'Where `reach` is one of `shop`, `app`, `web`'],
] as const)('what is required by %s takes the value of the call as well', (op, value, words) => {
  const wanted = typeof value === 'string' ? value : [...value]
  const condition = { path: 'args.reach', op, value: wanted }
  const before = text({ tools: { pay: { require: [{ conditions: [condition] }] } } })
  const changed = after(before, args, words)
  expect(decide(changed, args).decision.outcome).toBe('allow')
  expect(decide(changed, { ...args, reach: 'shop' }).decision.outcome).toBe('allow')
  expect(decide(changed, { ...args, reach: 'partner' }).decision.outcome).toBe('deny')
})

test.each([
  ['lt', 100, 250, 251],
  ['lte', 100, 250, 251],
  ['gt', 400, 250, 249],
  ['gte', 400, 250, 249],
] as const)(
  'what is required by %s reaches as far as the call, and no farther',
  (op, value, amount, beyond) => {
    const require = [
      {
        conditions: [
          { path: 'args.reach', op: 'exists', value: true },
          { path: 'args.amount', op, value },
        ],
      },
    ]
    const before = text({ tools: { pay: { require } } } as Partial<PolicyDocument>)
    const [way] = ways(before, { ...args, amount })
    const changed = after(before, { ...args, amount }, way?.words ?? '')
    expect(decide(changed, { ...args, amount }).decision.outcome).toBe('allow')
    expect(decide(changed, { ...args, amount: beyond }).decision.outcome).toBe('deny')
  },
)

test('a second exception joins the first', () => {
  const before = text({ tools: { pay: { deny_if: [{ conditions: [gt] }] } } })
  const once = after(before, args, 'Where `reach` is `web`')
  const twice = after(once, { ...args, reach: 'app' }, 'Where `reach` is `app`')
  expect(parse(twice).document?.tools?.['pay']?.deny_if?.[0]?.conditions).toEqual([
    gt,
    { path: 'args.reach', op: 'not_in', value: ['web', 'app'] },
  ])
})

test('what a pattern says besides stays in the rule that the tool gets', () => {
  const limits = [{ counter: 'c', window: 'minute', max: 5, scope: 'grant' }] as const
  const before = text({ tools: { 'p*': { limits: [...limits], deny_if: [{ conditions: [gt] }] } } })
  const document = parse(after(before, args, 'Where `reach` is `web`')).document
  expect(document?.tools?.['pay']?.limits).toEqual(limits)
  expect(document?.tools?.['p*']).toEqual(parse(before).document?.tools?.['p*'])
})

test('without values only the tool as a whole can be let through', () => {
  expect(ways(text({ tools: { pay: { action: 'deny' } } }), null).map(({ words }) => words)).toEqual([
    'Always',
  ])
})

test('a limit, what is hidden and what cannot be widened have no such way', () => {
  const pattern = { conditions: [{ path: 'args.reach', op: 'regex', value: '^shop$' }] } as const
  expect(ways(text({ hide: ['pay'] }), args)).toEqual([])
  expect(ways(text({ tools: { pay: { action: 'hide' } } }), args)).toEqual([])
  expect(
    ways(text({ tools: { pay: { require: [{ conditions: [...pattern.conditions] }] } } }), args),
  ).toEqual([])
})
