import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { queriesOn } from './connection.ts'
import { connect, isSqlite } from './database.ts'
import { atOnce, createTurn } from './turn.ts'

let dir = ''
let path = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sqlite-'))
  path = join(dir, 'some.db')
})
afterEach(() => rmSync(dir, { recursive: true }))

function thrownBy(act: () => void): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

const text = 'x'.repeat(5_000)

/** A database that has room for a few rows and no more. */
function smallDatabase(): DatabaseSync {
  const database = connect(path, 'full')
  database.exec('create table notes (id integer primary key, text text) strict; pragma max_page_count = 20')
  return database
}

function countOf(database: DatabaseSync): unknown {
  return database.prepare('select count(*) as count from notes').get()
}

test('a lock that another holds is told from every other error', () => {
  const holder = connect(path, 'full')
  holder.exec(
    'create table notes (id integer primary key) strict; insert into notes values (1); begin immediate',
  )
  const other = new DatabaseSync(path, { timeout: 0 })
  expect(
    isSqlite(
      thrownBy(() => other.exec('begin immediate')),
      'busy',
    ),
  ).toBe(true)
  // An extended code (1555) is not mistaken for another's low byte.
  expect(
    isSqlite(
      thrownBy(() => holder.exec('insert into notes values (1)')),
      'busy',
    ),
  ).toBe(false)
  expect(isSqlite(new Error('database is locked'), 'busy')).toBe(false)
  other.close()
  holder.close()
})

test.skipIf(process.getuid?.() === 0)(
  'a file that is not ours to write is refused with what to look at',
  () => {
    connect(path, 'full').close()
    chmodSync(dir, 0o500)
    expect(() => connect(path, 'full')).toThrow(/cannot write .*some.db.*check who owns it/)
    chmodSync(dir, 0o700)
  },
)

test('a path that cannot be opened is refused with what to look at', () => {
  expect(() => connect(dir, 'full')).toThrow(/cannot write .*check who owns it/)
})

test('no statement can write where SQLite keeps its own tables', () => {
  const database = connect(path, 'full')
  database.exec('create table notes (id integer primary key) strict; pragma writable_schema = on')
  expect(() => database.exec(`update sqlite_master set sql = 'nonsense'`)).toThrow('may not be modified')
  database.close()
})

test('keys of others are enforced, and a defect in one statement leaves none of the others', async () => {
  const database = connect(path, 'full')
  database.exec(
    'create table a (id integer primary key) strict; create table notes (a integer references a (id)) strict',
  )
  const work = atOnce(database, createTurn(), () => {
    database.exec('insert into a values (1); insert into notes values (1); insert into notes values (2)')
  })
  await expect(work).rejects.toThrow('FOREIGN KEY constraint failed')
  expect(countOf(database)).toEqual({ count: 0 })
  database.close()
})

test('when the disk is full the error says so, nothing is half written, and the next work begins anew', async () => {
  const database = smallDatabase()
  const turn = createTurn()
  const insert = database.prepare('insert into notes (text) values (?)')
  const work = atOnce(database, turn, () => {
    for (let n = 0; n < 100; n++) insert.run(text)
  })
  await expect(work).rejects.toThrow('database or disk is full')
  expect(countOf(database)).toEqual({ count: 0 })
  await atOnce(database, turn, () => insert.run('short'))
  expect(countOf(database)).toEqual({ count: 1 })
  database.close()
})

test('so it is for a transaction of several queries', async () => {
  const database = smallDatabase()
  const db = queriesOn<Record<string, never>>(database, createTurn())
  const work = db.transaction().execute(async (trx) => {
    for (let n = 0; n < 100; n++) await sql`insert into notes (text) values (${text})`.execute(trx)
  })
  await expect(work).rejects.toThrow('database or disk is full')
  expect(countOf(database)).toEqual({ count: 0 })
  await sql`insert into notes (text) values ('short')`.execute(db)
  expect(countOf(database)).toEqual({ count: 1 })
  database.close()
})
