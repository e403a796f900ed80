import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { invariant } from '#std/invariant'

/** Compiling a statement costs ten times what running it does, and we say the same ones again and again. */
const mostKept = 100

function isBindable(value: unknown): value is SQLInputValue {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
  return isPlain || value === null || value instanceof Uint8Array
}

/** INVARIANT: never an object first; `node:sqlite` would take it for names and values, and shift all the others. */
function bindable(values: readonly unknown[]): readonly SQLInputValue[] {
  invariant(values.every(isBindable), 'a statement was given a value that is no column of SQLite')
  return values
}

function statementOf(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql)
  return {
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...bindable(values)),
    run: (values) => statement.run(...bindable(values)),
    // Its own, for it is not through with one row before others may ask the same.
    iterate: (values) => database.prepare(sql).iterate(...bindable(values)),
  }
}

/** `node:sqlite` as Kysely wants it, with the statements used last kept compiled. */
export function keptStatements(database: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    prepare(sql) {
      const statement = kept.get(sql) ?? statementOf(database, sql)
      // Put last again: the first is the one not used for longest.
      kept.delete(sql)
      kept.set(sql, statement)
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return statement
    },
    close: () => database.close(),
  }
}
