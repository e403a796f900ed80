import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { categories } from '#risk'
import { instantOf } from '#std/instant'
import type { JsonObject } from '#std/json'
import { compile } from '../compile.ts'
import { evaluate } from '../evaluate.ts'
import type { Inventory } from '../inventory.ts'
import { memoryCounters } from '../limits.ts'
import { parse } from '../parse.ts'
import type { PolicyDocument } from '../schema.ts'
import { oracle } from './oracle.ts'
import type { History } from './oracle-world.ts'

/** A case says what comes of a call; the format refuses fields that it does not know. */
const Asked = z.strictObject({
  tool: z.string(),
  args: z.record(z.string(), z.json()).optional(),
  grant: z.string().optional(),
  tags: z.array(z.string()).optional(),
  session: z.string().optional(),
  at: z.string().optional(),
})
const Before = Asked.extend({ times: z.int().min(1).optional(), forwarded: z.boolean().optional() }).strict()
const Case = Asked.extend({
  it: z.string(),
  before: z.array(Before).optional(),
  gives: z.string(),
  message: z.string().optional(),
  retryAfterMs: z.number().nullable().optional(),
}).strict()
const Classes = z.record(z.string(), z.enum(categories))
const CaseFile = z.strictObject({
  format: z.literal(1),
  about: z.string(),
  tools: Classes,
  dispatchers: z
    .array(
      z.strictObject({
        tool: z.string(),
        each: z.string().optional(),
        name: z.string(),
        arguments: z.string().optional(),
        actions: Classes.optional(),
      }),
    )
    .optional(),
  groups: z.array(z.strictObject({ policy: z.unknown(), cases: z.array(Case).min(1) })),
})

const folder = join(import.meta.dirname, 'cases')
const noon = '2026-11-21T10:00:00Z'

function toolsOf(classes: z.infer<typeof Classes>): Inventory['tools'] {
  return Object.entries(classes).map(([name, category]) => ({ definition: { name }, category }))
}

function inventoryOf(file: z.infer<typeof CaseFile>): Inventory {
  const dispatchers = (file.dispatchers ?? []).map(({ actions, ...paths }) => ({
    ...paths,
    actions: toolsOf(actions ?? {}),
  }))
  return { tools: toolsOf(file.tools), dispatchers }
}

function askedOf(asked: z.infer<typeof Asked>) {
  const label = asked.grant ?? 'agent'
  const args: JsonObject = asked.args ?? {}
  return {
    tool: asked.tool,
    arguments: args,
    grant: { id: label, label, tags: asked.tags ?? [] },
    session: asked.session,
    server: 's',
    workspace: 'w',
  }
}

function timeOf({ at }: { readonly at?: string | undefined }): number {
  const instant = instantOf(at ?? noon)
  if (instant === undefined) throw new Error(`${at} is no time`)
  return instant
}

type Setting = { readonly document: PolicyDocument; readonly inventory: Inventory }

/** Plays the calls before, so that both readings have counted the same. */
function pastOf({ document, inventory }: Setting, before: readonly z.infer<typeof Before>[]) {
  const compiled = compile(document, inventory)
  const counters = memoryCounters()
  const history: History = []
  for (const past of before.flatMap((one) => Array.from({ length: one.times ?? 1 }, () => one))) {
    const call = askedOf(past)
    const now = timeOf(past)
    const { outcome, reservations } = evaluate(compiled, call, counters, now)
    const { counted } = oracle({ document, inventory, call, history, now })
    if (outcome !== 'allow' && past.forwarded !== true) continue
    expect(counters.reserve(reservations, now)).toBeUndefined()
    history.push(...counted.map((entry) => ({ ...entry, at: now })))
  }
  return { compiled, counters, history }
}

function documentOf(policy: unknown): PolicyDocument {
  const { document, problems } = parse(JSON.stringify(policy))
  if (document === undefined) throw new Error(`${JSON.stringify(policy)}: ${problems[0]?.message}`)
  return document
}

function play(setting: Setting, one: z.infer<typeof Case>): void {
  const { compiled, counters, history } = pastOf(setting, one.before ?? [])
  const call = askedOf(one)
  const now = timeOf(one)
  const decision = evaluate(compiled, call, counters, now)
  const second = oracle({ ...setting, call, history, now })
  expect(`${decision.outcome} ${decision.rule}`).toBe(one.gives)
  expect(`${second.outcome} ${second.rule}`).toBe(one.gives)
  if (one.message !== undefined) expect(decision.message).toBe(one.message)
  if (one.retryAfterMs !== undefined) expect(decision.retryAfterMs ?? null).toBe(one.retryAfterMs)
}

const files = readdirSync(folder).map((name) => {
  const file = CaseFile.parse(parseYaml(readFileSync(join(folder, name), 'utf8')))
  return { name, file, inventory: inventoryOf(file) }
})

describe.each(files)('$name: $file.about', ({ file, inventory }) => {
  for (const { policy, cases } of file.groups)
    test.each(cases)('$it', (one) => play({ document: documentOf(policy), inventory }, one))
})

test('there are at least 150 cases', () => {
  const count = files.flatMap(({ file }) => file.groups.flatMap(({ cases }) => cases)).length
  expect(count).toBeGreaterThanOrEqual(150)
})
