import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Call } from '#model/activity'
import { CallId } from '#model/id'
import { newId } from '#platform/id'
import { createSealer, newSealingKey } from '#platform/seal'
import { clock, newCall, newWorld } from '../specimens.ts'
import { connect } from './database.ts'
import { openSqlite } from './open.ts'
import { atOnce, createTurn } from './turn.ts'

/** What a recorded call may cost, as a multiple of the least that must be written of it: its id. */

const batch = 500

const dir = mkdtempSync(join(tmpdir(), 'sqlite-'))
const storage = await openSqlite({
  path: join(dir, 'calls.db'),
  sealer: createSealer([newSealingKey()]),
})
const { grant, policy } = await newWorld(storage)
const bare = connect(join(dir, 'bare.db'), 'normal')
bare.exec('create table ids (id text primary key not null) strict, without rowid')
const insert = bare.prepare('insert into ids values (?)')
const turn = createTurn()

afterAll(async () => {
  bare.close()
  await storage.close()
  rmSync(dir, { recursive: true })
})

/** As a gateway records them: a grant, a few tools, a limit that was drawn on. */
const pattern = Array.from({ length: batch }, (_, n) => {
  const tool = `tool_${n % 8}`
  const reservations = [{ key: `${grant.id}/tools/${tool}/0`, window: 60_000, amount: 1 }]
  return newCall(grant, { tool, rule: `/tools/${tool}`, policyId: policy.id, revision: 3, reservations })
})

function calls(): Call[] {
  return pattern.map((call) => ({ ...call, id: newCallId() }))
}

function newCallId(): Call['id'] {
  clock.advance(0.3)
  return CallId.parse(newId('call', clock))
}

test('a recorded call costs at most 6 times what its id alone does', async ({ bench }) => {
  const found = await bench.compare(
    bench('yardstick', () =>
      atOnce(bare, turn, () => {
        for (const { id } of calls()) insert.run(id)
      }),
    ),
    bench('append', () => storage.activity.append(calls())),
    { iterations: 50, time: 4000 },
  )
  const multiple = found.get('append').latency.min / found.get('yardstick').latency.min
  process.stdout.write(`append: ${multiple.toFixed(1)} × its ids alone\n`)
  expect(multiple).toBeLessThan(6)
})
