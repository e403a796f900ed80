import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CallId, GrantId, PolicyId, ServerId, WorkspaceId } from '#model/id'
import { createLog } from '#platform/log'
import { createSealer, newSealingKey } from '#platform/seal'
import { queriesOn } from './connection.ts'
import { connect } from './database.ts'
import { ground } from './migrations/0001-ground.ts'
import { openSqlite } from './open.ts'
import { createTurn } from './turn.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sqlite-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** A file as the first version left it, with a row in each table that has changed since. */
async function firstVersion(path: string): Promise<void> {
  const database = connect(path, 'full')
  await ground.up(queriesOn(database, createTurn()))
  database.exec(`
    create table schemaMigrations (name varchar(255) not null primary key, timestamp varchar(255) not null);
    create table schemaMigrationsLock (id varchar(255) not null primary key, is_locked integer not null);
    insert into schemaMigrations values ('0001-ground', '2026-01-01T00:00:00.000Z');
    insert into schemaMigrationsLock values ('migration_lock', 0);
    insert into workspaces values ('ws', 'Acme', null, 1);
    insert into servers values ('srv', 'ws', 'Shop', 'shop', '{"kind":"demo"}', 'sealed', 'policy',
      '{"state":"ok","checkedAt":1,"error":null}', 1);
    insert into inventories values ('srv', 3, 4, 'print', 1, null, null, null, '[]');
    insert into policies values ('pol', 'ws', 'srv', 'ops', 2, 1);
    insert into revisions values ('pol', 2, '{}', 'hash', null, '{}', '{"memberId":null,"name":"Ada"}', 1);
    insert into calls values ('call_1', 5, 'ws', 'srv', 'grt', 'look', 'allow', '/tools/look', null, 'pol', 2,
      null, 'ok', 1.5, 1.0, null, '[]'),
      ('call_2', 6, 'ws', 'srv', 'other', 'look', 'approval', '/tools/look', 'wait', null, null,
      'apr', null, 2, null, 'cursor', '[{"key":"k","window":1000,"amount":2.5}]'),
      ('call_3', 7, 'elsewhere', 'srv2', 'third', 'look', 'deny', 'pol', 'no', 'pol', 1,
      null, null, 3, null, 'pol', '[]'),
      ('call_4', 8, 'ws', 'srv', 'grt', 'see', 'deny', '/tools/see', null, 'pol', 3,
      null, null, 4, null, 'cursor', '[]');`)
  database.close()
}

test('every call of the first version is found by each of its filters, with all of its texts', async () => {
  const path = join(dir, 'old.db')
  await firstVersion(path)
  const storage = await openSqlite({ path, sealer: createSealer([newSealingKey()]) })
  const ids = async (filter: object, workspace = 'ws') => {
    const calls = await storage.activity.list(WorkspaceId.parse(workspace), { limit: 9, ...filter })
    return calls.map(({ id }) => id)
  }
  expect(await ids({})).toEqual(['call_4', 'call_2', 'call_1'])
  expect(await ids({}, 'elsewhere')).toEqual(['call_3'])
  expect(await ids({ grant: 'other' })).toEqual(['call_2'])
  expect(await ids({ tool: 'look' })).toEqual(['call_2', 'call_1'])
  expect(await ids({ outcome: 'deny' })).toEqual(['call_4'])
  expect(await ids({ approval: 'apr' })).toEqual(['call_2'])
  expect(await ids({ since: 7 })).toEqual(['call_4'])
  const reservations = [{ key: 'k', window: 1000, amount: 2.5 }]
  expect(await storage.activity.reservationsSince(0)).toEqual([{ at: 6, reservations }])
  expect(await storage.activity.get(CallId.parse('call_2'))).toMatchObject({
    ...{ at: 6, workspaceId: 'ws', serverId: 'srv', grantId: 'other', tool: 'look', outcome: 'approval' },
    ...{
      rule: '/tools/look',
      message: 'wait',
      policyId: null,
      revision: null,
      approvalId: 'apr',
      upstream: null,
    },
    ...{ totalMs: 2, upstreamMs: null, clientName: 'cursor', reservations, shadow: null },
  })
  expect(await storage.activity.get(CallId.parse('call_3'))).toMatchObject({
    ...{ serverId: 'srv2', rule: 'pol', policyId: 'pol', revision: 1, clientName: 'pol', reservations: [] },
  })
  await storage.close()
})

function migrationsIn(path: string): unknown[] {
  const database = new DatabaseSync(path)
  const rows = database.prepare('select name from schemaMigrations order by name').all()
  database.close()
  return rows
}

test('what the first version wrote is read by this one, with nothing lost and nothing made up', async () => {
  const path = join(dir, 'old.db')
  await firstVersion(path)
  const storage = await openSqlite({ path, sealer: createSealer([newSealingKey()]) })
  const server = ServerId.parse('srv')
  const policy = PolicyId.parse('pol')
  expect(await storage.policies.get(policy)).toMatchObject({ enforced: 2, shadow: null })
  expect(await storage.policies.revision(policy, 2)).toMatchObject({ mode: 'enforced', text: '{}' })
  expect(await storage.policies.digests(policy, 2)).toEqual(new Map())
  expect(await storage.acknowledgements.list(policy)).toEqual([])
  expect(await storage.inventories.latest(server)).toMatchObject({ version: 3, dispatchers: [] })
  const recorded = await storage.activity.recorded(server, { tool: 'see', limit: 9, keptSince: 0 })
  expect(recorded.calls).toMatchObject([{ grantId: GrantId.parse('grt'), args: null, saw: [] }])
  await storage.close()
  await (await openSqlite({ path: join(dir, 'new.db'), sealer: createSealer([newSealingKey()]) })).close()
  expect(migrationsIn(path)).toEqual(migrationsIn(join(dir, 'new.db')))
})

test('that an old database is brought up to date is logged, for it may take a while; a new one goes without', async () => {
  const sealer = createSealer([newSealingKey()])
  const logged: string[] = []
  const log = createLog({ to: { write: (line) => logged.push(line) } })
  await (await openSqlite({ path: join(dir, 'new.db'), sealer, log })).close()
  await (await openSqlite({ path: join(dir, 'new.db'), sealer, log })).close()
  expect(logged).toEqual([])
  await firstVersion(join(dir, 'old.db'))
  await (await openSqlite({ path: join(dir, 'old.db'), sealer, log })).close()
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([
    { migrations: expect.arrayContaining(['0002-recorded', '0003-short-calls']) },
  ])
})
