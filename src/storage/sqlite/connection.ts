import type { DatabaseSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { keptStatements } from './statements.ts'
import { rollBack, type Turn } from './turn.ts'

/**
 * INVARIANT: all connections of a process to one file share one turn. SQLite waits for a lock by blocking the thread;
 * were the holder another connection of this thread, between two awaits of a transaction, it could never finish.
 */
class TurnDriver extends SqliteDriver {
  readonly #database: DatabaseSync
  readonly #turn: Turn

  constructor(database: DatabaseSync, turn: Turn) {
    super({ database: keptStatements(database) })
    this.#database = database
    this.#turn = turn
  }

  override async acquireConnection() {
    await this.#turn.take()
    return super.acquireConnection()
  }

  override async releaseConnection() {
    this.#turn.give()
  }

  /** A transaction that reads and then writes must hold the lock from the start, or another process comes between. */
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings) {
    const isReading = settings?.accessMode === 'read only'
    await connection.executeQuery(CompiledQuery.raw(isReading ? 'begin' : 'begin immediate'))
  }

  override async rollbackTransaction() {
    rollBack(this.#database)
  }
}

/** Kysely's own says no, for its connection may be shared; ours takes turns, and SQLite can (lang_altertable.html). */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
}

/** A typed view of a connection; several may share one. */
export function queriesOn<T>(database: DatabaseSync, turn: Turn): Kysely<T> {
  return new Kysely<T>({
    dialect: {
      createDriver: () => new TurnDriver(database, turn),
      createAdapter: () => new TransactionalAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  })
}
