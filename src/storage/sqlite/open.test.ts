import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSealer, loadOrMakeSealingKey, newSealingKey } from '#platform/seal'
import { newApproval, newCall, newDraft, newRevision, newWorld } from '../specimens.ts'
import { openSqlite } from './open.ts'

let dir = ''
let path = ''
const children: ChildProcess[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sqlite-'))
  path = join(dir, 'data', 'sallyport.db')
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(dir, { recursive: true })
})

const key = newSealingKey()

function open(sealer = createSealer([key])) {
  return openSqlite({ path, sealer })
}

function raw<T>(act: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path)
  try {
    return act(database)
  } finally {
    database.close()
  }
}

test('what was written is there after a restart', async () => {
  const before = await open()
  const { workspace, member, policy, grant } = await newWorld(before)
  await before.policies.publish(newRevision(policy, member), null)
  const call = newCall(grant)
  await before.activity.append([call])
  await before.close()
  const after = await open()
  expect(await after.workspaces.get(workspace.id)).toEqual(workspace)
  expect((await after.policies.get(policy.id))?.enforced).toBe(1)
  expect(await after.activity.list(workspace.id, { limit: 9 })).toEqual([call])
  await after.close()
})

test('the files are for their owner only', async () => {
  const storage = await open()
  await newWorld(storage)
  for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600)
  await storage.close()
})

test('the arguments of an approval are nowhere in the file', async () => {
  const storage = await open()
  const { grant } = await newWorld(storage)
  await storage.approvals.create(newApproval(grant, { arguments: '{"password":"hunter2"}' }))
  await storage.close()
  expect(readFileSync(path).includes('hunter2')).toBe(false)
})

test('another key is refused with what to do, and an old key beside the new one opens', async () => {
  await (await open()).close()
  await expect(open(createSealer([newSealingKey()]))).rejects.toThrow(
    /sealed with another key; put the old sealing.key/,
  )
  await (await open(createSealer([newSealingKey(), key]))).close()
})

test('a database that a newer version has touched is refused, by the name of what is new', async () => {
  await (await open()).close()
  raw((database) =>
    database.prepare(`insert into schemaMigrations values ('9999-later', '2030-01-01')`).run(),
  )
  await expect(open()).rejects.toThrow(/a newer version has used this database \(it has 9999-later\)/)
})

test('what is not a database is refused, and left as it is', async () => {
  await (await open()).close()
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
  writeFileSync(path, 'a note to self '.repeat(100))
  await expect(open()).rejects.toThrow('is not a SQLite database')
  expect(readFileSync(path, 'utf8')).toContain('a note to self')
})

test('a path that cannot be written is refused with what to look at', async () => {
  writeFileSync(join(dir, 'data'), 'a file where the folder should be')
  await expect(open()).rejects.toThrow(/cannot write .*sallyport.db/)
})

test('the file is sound: whole, no key that points nowhere, readers beside a writer', async () => {
  const storage = await open()
  await newWorld(storage)
  await storage.close()
  raw((database) => {
    expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
    expect(database.prepare('pragma foreign_key_check').all()).toEqual([])
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
  })
})

test('sign-in keeps its tables beside ours, in transactions of its own', async () => {
  const storage = await open()
  const auth = betterAuth({
    database: { ...storage.authDatabase, transaction: true },
    baseURL: 'http://localhost:4400',
    secret: 'a secret that is long enough for tests',
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
  })
  await (await getMigrations(auth.options)).runMigrations()
  const signUp = (name: string) =>
    auth.api.signUpEmail({ body: { name, email: `${name}@example.com`, password: 'correct horse' } })
  // At once with our own writes on both connections: whoever waited by blocking would wait for ever.
  const [ada, , , eve] = await Promise.all([
    signUp('ada'),
    newWorld(storage),
    newWorld(storage),
    signUp('eve'),
  ])
  expect([ada.user.email, eve.user.email]).toEqual(['ada@example.com', 'eve@example.com'])
  await storage.close()
}, 30_000)

test('transactions and appends that are begun together all end', async () => {
  const storage = await open()
  const { member, policy, grant } = await newWorld(storage)
  const work = Array.from({ length: 20 }, (_, n) => [
    storage.policies.putDraft(newDraft(policy, member, String(n)), null),
    storage.activity.append([newCall(grant)]),
    storage.grants.progress(grant.id, { seenAt: n + 1 }),
    storage.enforcement.all(),
  ])
  await Promise.all(work.flat())
  expect((await storage.grants.get(grant.id))?.progress.seenAt).toBe(20)
  await storage.close()
})

test('closing waits for what was begun', async () => {
  const storage = await open()
  const { workspace, grant } = await newWorld(storage)
  const call = newCall(grant)
  await Promise.all([storage.activity.append([call]), storage.close()])
  const after = await open()
  expect(await after.activity.list(workspace.id, { limit: 9 })).toEqual([call])
  await after.close()
})

/** A process that writes until it is killed, and says each write that was acknowledged. */
const writer = `
  import { openSqlite } from ${JSON.stringify(join(import.meta.dirname, 'open.ts'))}
  import { createSealer, loadOrMakeSealingKey } from '#platform/seal'
  import { newCall, newRevision, newWorld } from ${JSON.stringify(join(import.meta.dirname, '..', 'specimens.ts'))}
  const [path, dir] = process.argv.slice(1)
  const storage = await openSqlite({ path, sealer: createSealer([loadOrMakeSealingKey(dir)]) })
  const { workspace, member, policy, grant } = await newWorld(storage)
  process.stdout.write(JSON.stringify({ workspace: workspace.id, policy: policy.id }) + '\\n')
  for (let n = 0; ; n++) {
    const call = newCall(grant)
    await storage.activity.append([call, newCall(grant)])
    await storage.policies.publish(newRevision(policy, member), n === 0 ? null : n)
    process.stdout.write(JSON.stringify({ call: call.id, revision: n + 1 }) + '\\n')
    await new Promise((resolve) => setImmediate(resolve))
  }`

function startWriter() {
  const args = ['--input-type=module-typescript', '-e', writer, path, dir]
  const child = spawn(process.execPath, args, { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

/** Lets the writer write for a while, kills it, and gives what it had said. */
async function killed(
  child: ReturnType<typeof startWriter>,
  writes: number,
): Promise<Record<string, SQLInputValue>[]> {
  let said = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said += chunk
    if (said.split('\n').length > writes) break
  }
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

async function expectAllKept(said: Record<string, SQLInputValue>[]): Promise<void> {
  const storage = await open(createSealer([loadOrMakeSealingKey(dir)]))
  const database = new DatabaseSync(path, { readOnly: true })
  const [first, ...writes] = said
  const has = (sql: string, ...values: (SQLInputValue | undefined)[]) =>
    database.prepare(sql).get(...values.map((value) => value ?? null)) !== undefined
  for (const { call, revision } of writes) {
    expect(has('select 1 from calls where id = ?', call)).toBe(true)
    expect(
      has('select 1 from revisions where policyId = ? and number = ?', first?.['policy'], revision),
    ).toBe(true)
  }
  expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  await storage.close()
}

test('nothing that was acknowledged is lost to SIGKILL, and the next start is a start like any other', async () => {
  const said = await killed(startWriter(), 60)
  expect(said.length).toBeGreaterThan(50)
  await expectAllKept(said)
}, 30_000)

test('two processes on one file harm neither each other nor the file', async () => {
  const [one, two] = await Promise.all([killed(startWriter(), 100), killed(startWriter(), 100)])
  // Neither stopped on a lock that the other held.
  expect(Math.min(one.length, two.length)).toBeGreaterThanOrEqual(100)
  await expectAllKept(one)
  await expectAllKept(two)
}, 30_000)
