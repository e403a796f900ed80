import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Log } from '#platform/log'
import { Refusal } from '#platform/refusal'
import { ground } from './migrations/0001-ground.ts'
import { recorded } from './migrations/0002-recorded.ts'
import { shortCalls } from './migrations/0003-short-calls.ts'
import { builder } from './migrations/0004-builder.ts'
import type { Tables } from './tables.ts'

/** Forward only. A migration that was released is never edited: the next one mends it. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-ground': ground,
  '0002-recorded': recorded,
  '0003-short-calls': shortCalls,
  '0004-builder': builder,
}

const table = 'schemaMigrations'

async function executed(db: Kysely<Tables>): Promise<string[]> {
  const exists = await sql`select 1 from sqlite_master where name = ${table}`.execute(db)
  if (exists.rows.length === 0) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)} order by name`.execute(db)
  return rows.map((row) => row.name)
}

/** Brings the schema up to this version of the code; refuses a database that a later version has touched. */
export async function migrate(db: Kysely<Tables>, log: Log): Promise<void> {
  const done = await executed(db)
  const unknown = done.filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    throw new Refusal(
      'database',
      `a newer version has used this database (it has ${unknown.join(', ')}); install that version, or restore a backup`,
    )
  }
  const pending = Object.keys(migrations).filter((name) => !done.includes(name))
  if (done.length > 0 && pending.length > 0) {
    log.info(
      { migrations: pending },
      'the database is brought up to date; with millions of calls it takes a minute',
    )
  }
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: `${table}Lock`,
    nameComparator: (a, b) => (a < b ? -1 : 1),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
