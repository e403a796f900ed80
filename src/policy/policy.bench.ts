import { type Bench, expect, test } from 'vitest'
import { categories } from '#risk'
import { compile } from './compile.ts'
import type { PolicyAction } from './edit/actions.ts'
import { edit } from './edit/edit.ts'
import { evaluate } from './evaluate.ts'
import type { Inventory } from './inventory.ts'
import { memoryCounters } from './limits.ts'
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

type Runs = Readonly<Record<string, () => unknown>>

/** The shortest time of each run, as a multiple of the first: what others do on the machine only adds. */
async function multiples(bench: Bench, runs: Runs): Promise<Readonly<Record<string, number>>> {
  const registered = Object.entries(runs).map(([name, run]) => bench(name, () => void run()))
  const found = await bench.compare(...registered, { time: 1000 })
  const shortest = Object.keys(runs).map((name) => [name, found.get(name).latency.min] as const)
  const yardstick = shortest[0]?.[1] ?? Number.NaN
  const result = Object.fromEntries(shortest.map(([name, time]) => [name, time / yardstick]))
  for (const [name, multiple] of Object.entries(result))
    process.stdout.write(`${name}: ${multiple.toFixed(2)}\n`)
  return result
}

/** A microsecond is too short for a clock: the difference of two would be that of its ticks. */
function repeated(run: () => unknown): () => void {
  return () => {
    for (let time = 0; time < 100; time += 1) run()
  }
}

test('a call takes at most 0.6 of its JSON.parse, whatever the number of rules', async ({ bench }) => {
  const [few, many] = [10, 5000].map((size) => {
    const policy = compile(documentOf(size), inventoryOf(size))
    const counters = memoryCounters()
    return () => evaluate(policy, call, counters, 1_000_000)
  })
  if (few === undefined || many === undefined) throw new Error('two policies')
  const found = await multiples(bench, {
    'JSON.parse of 1 KB': repeated(() => JSON.parse(frame)),
    few: repeated(few),
    many: repeated(many),
  })
  expect(found['few']).toBeLessThanOrEqual(0.6)
  expect((found['many'] ?? 0) / (found['few'] ?? 0)).toBeLessThanOrEqual(1.3)
})

test('a document of 5,000 tools is compiled, linted and edited in a few of its JSON.parse', async ({
  bench,
}) => {
  const inventory = inventoryOf(5000)
  const document = documentOf(5000)
  const text = print(document)
  const parsed = parse(text)
  const set = (tool: string): PolicyAction => ({ kind: 'set_action', tool, action: 'deny' })
  const many = Array.from({ length: 300 }, (_, at) => set(`tool_number_${at * 16}`))
  const found = await multiples(bench, {
    'JSON.parse': () => JSON.parse(text),
    judged: () => [compile(document, inventory), lint(parsed, inventory, { now: 0 })],
    edited: () => edit(text, [set('tool_number_2500')]),
    'edited in bulk': () => edit(text, many),
  })
  expect(found['judged']).toBeLessThanOrEqual(30)
  expect(found['edited']).toBeLessThanOrEqual(4)
  expect(found['edited in bulk']).toBeLessThanOrEqual(20)
})

test('a replay takes at most 1.5 times the JSON.parse of the recorded calls', async ({ bench }) => {
  const policy = compile(documentOf(5000), inventoryOf(5000))
  const recorded = Array.from({ length: 10_000 }, (_, at) => ({
    call: { ...call, tool: `tool_number_${at % 5000}` },
    argumentsKept: true,
    at: 1_000_000_000 + at * 1000,
    outcome: 'allow' as const,
    forwarded: true,
  }))
  const text = JSON.stringify(recorded)
  const found = await multiples(bench, {
    'JSON.parse': () => JSON.parse(text),
    replay: () => simulate(policy, recorded),
  })
  expect(found['replay']).toBeLessThanOrEqual(1.5)
})
