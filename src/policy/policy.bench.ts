import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { categories } from '#risk'
import { multiplesOfFirst } from '#std/multiples'
import { compile } from './compile.ts'
import type { PolicyAction } from './edit/actions.ts'
import { edit } from './edit/edit.ts'
import type { Inventory } from './inventory.ts'
import { lint } from './lint/lint.ts'
import { parse } from './parse.ts'
import { print } from './print.ts'
import { recommend } from './recommend.ts'
import type { PolicyDocument } from './schema.ts'
import { simulate } from './simulate.ts'

/** What things may cost, as multiples of a yardstick in the same run. */

const inputSchema = {
  type: 'object',
  properties: { amount: { type: 'number' }, reason: { type: 'string' } },
  required: ['amount', 'reason'],
}

function inventoryOf(size: number): Inventory {
  const tools = Array.from({ length: size }, (_, at) => ({
    definition: { name: `tool_number_${at}`, inputSchema },
    category: categories[at % categories.length] ?? 'read',
  }))
  return { tools }
}

const judged = 'tool_number_0'

function documentOf(size: number): PolicyDocument {
  const document = recommend(inventoryOf(size))
  const rule = {
    require: [{ conditions: [{ path: 'args.reason', op: 'exists' as const, value: true }] }],
    deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt' as const, value: 10_000 }] }],
    limits: [{ counter: 'c', window: 'minute' as const, max: 1_000_000, scope: 'grant' as const }],
  }
  return { ...document, tools: { ...document.tools, [judged]: rule } }
}

const customer = { id: 'cus_123456', email: 'someone@example.com', tags: ['a', 'b'] }
const args = { amount: 5, reason: 'x'.repeat(100), note: 'y'.repeat(620), flags: [true, false], customer }
const call = {
  tool: judged,
  arguments: args,
  grant: { id: 'g', label: 'ci', tags: [] },
  server: 's',
  workspace: 'w',
}
const frame = JSON.stringify({
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: { name: judged, arguments: args },
})

/** As multiples of the first of them, and printed. */
function multiples(runs: Parameters<typeof multiplesOfFirst>[0]): Readonly<Record<string, number>> {
  const found = multiplesOfFirst(runs, { now: () => performance.now(), lastsMs: 2000 })
  for (const [name, multiple] of Object.entries(found))
    process.stdout.write(`${name}: ${multiple.toFixed(2)}\n`)
  return found
}

/** A microsecond is too short for a clock: the difference of two would be that of its ticks. */
function repeated(run: () => unknown): () => void {
  return () => {
    for (let time = 0; time < 1000; time += 1) run()
  }
}

/**
 * As Node runs it, and a gateway has it: the test runner puts a getter before each name that a module imports, which is half
 * as much again as a call costs.
 */
const native = createRequire(import.meta.url)
const judging: typeof import('./evaluate.ts') & typeof import('./limits.ts') & typeof import('./compile.ts') =
  {
    ...native('./evaluate.ts'),
    ...native('./limits.ts'),
    ...native('./compile.ts'),
  }

test('a call takes at most 0.6 of its JSON.parse, whatever the number of rules', () => {
  const [few, many] = [10, 5000].map((size) => {
    const policy = judging.compile(documentOf(size), inventoryOf(size))
    const counters = judging.memoryCounters()
    const { evaluate } = judging
    return () => evaluate(policy, call, counters, 1_000_000)
  })
  if (few === undefined || many === undefined) throw new Error('two policies')
  const found = multiples({
    'JSON.parse of 1 KB': repeated(() => JSON.parse(frame)),
    few: repeated(few),
    many: repeated(many),
  })
  expect(found['few']).toBeLessThanOrEqual(0.6)
  expect((found['many'] ?? 0) / (found['few'] ?? 0)).toBeLessThanOrEqual(1.3)
})

test('a document of 5,000 tools is compiled, linted and edited in a few of its JSON.parse', () => {
  const inventory = inventoryOf(5000)
  const document = documentOf(5000)
  const text = print(document)
  const parsed = parse(text)
  const set = (tool: string): PolicyAction => ({ kind: 'set_action', tool, action: 'deny' })
  const many = Array.from({ length: 300 }, (_, at) => set(`tool_number_${at * 16}`))
  const found = multiples({
    'JSON.parse': () => JSON.parse(text),
    judged: () => [compile(document, inventory), lint(parsed, inventory, { now: 0 })],
    edited: () => edit(text, [set('tool_number_2500')]),
    'edited in bulk': () => edit(text, many),
  })
  expect(found['judged']).toBeLessThanOrEqual(30)
  expect(found['edited']).toBeLessThanOrEqual(4)
  expect(found['edited in bulk']).toBeLessThanOrEqual(20)
})

test('a replay takes at most 1.5 times the JSON.parse of the recorded calls', () => {
  const policy = compile(documentOf(5000), inventoryOf(5000))
  const recorded = Array.from({ length: 10_000 }, (_, at) => ({
    call: { ...call, tool: `tool_number_${at % 5000}` },
    argumentsKept: true,
    at: 1_000_000_000 + at * 1000,
    outcome: 'allow' as const,
    forwarded: true,
  }))
  const text = JSON.stringify(recorded)
  const found = multiples({
    'JSON.parse': () => JSON.parse(text),
    replay: () => simulate(policy, recorded),
  })
  expect(found['replay']).toBeLessThanOrEqual(1.5)
})
