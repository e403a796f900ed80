import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely'
import { Refusal } from '#platform/refusal'

/** One at a time, first come first served. */
export interface Turn {
  take(): Promise<void>
  give(): void
}

export function createTurn(): Turn {
  let isTaken = false
  const waiting: (() => void)[] = []
  return {
    async take() {
      if (isTaken) await new Promise<void>((resolve) => waiting.push(resolve))
      isTaken = true
    },
    give() {
      const next = waiting.shift()
      if (next === undefined) isTaken = false
      else next()
    },
  }
}

/** Work that does not wait for anything, in one transaction: all of it or nothing. */
export async function atOnce<T>(database: Database.Database, turn: Turn, work: () => T): Promise<T> {
  await turn.take()
  try {
    return database.transaction(work).immediate()
  } finally {
    turn.give()
  }
}

/**
 * INVARIANT: all connections of a process to one file share one turn. SQLite waits for a lock by blocking the thread;
 * were the holder another connection of this thread, between two awaits of a transaction, it could never finish.
 */
class TurnDriver extends SqliteDriver {
  readonly #turn: Turn

  constructor(database: Database.Database, turn: Turn) {
    super({ database })
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
}

/** Kysely's own says no, for its connection may be shared; ours takes turns, and SQLite can (lang_altertable.html). */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
}

class TurnDialect extends SqliteDialect {
  readonly #database: Database.Database
  readonly #turn: Turn

  constructor(database: Database.Database, turn: Turn) {
    super({ database })
    this.#database = database
    this.#turn = turn
  }

  override createDriver() {
    return new TurnDriver(this.#database, this.#turn)
  }

  override createAdapter() {
    return new TransactionalAdapter()
  }
}

/** A typed view of a connection; several may share one. */
export function queriesOn<T>(database: Database.Database, turn: Turn): Kysely<T> {
  return new Kysely<T>({ dialect: new TurnDialect(database, turn) })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The file holds mail addresses and what agents did: for the owner's eyes. SQLite gives its companions the same mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

const unwritable = new Set([
  'EACCES',
  'EROFS',
  'EEXIST',
  'ENOTDIR',
  'EISDIR',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
])

/** Opens a connection. `full` waits for the disk at each commit; `normal` may lose the last commits in a power cut. */
export function connect(path: string, synchronous: 'full' | 'normal'): Database.Database {
  try {
    if (path !== ':memory:') makeFile(path)
    const database = new Database(path, { timeout: 5000 })
    database.pragma('journal_mode = WAL')
    database.pragma(`synchronous = ${synchronous}`)
    database.pragma('foreign_keys = ON')
    database.pragma('journal_size_limit = 67108864')
    // Copying the log back into the file waits for the disk, and the pages that change most are copied each time.
    database.pragma('wal_autocheckpoint = 8000')
    return database
  } catch (error) {
    const code = codeOf(error)
    if (code === 'SQLITE_NOTADB') throw new Refusal('database', `\`${path}\` is not a SQLite database`)
    if (unwritable.has(code)) {
      throw new Refusal(
        'database',
        `cannot write \`${path}\`; check who owns it and that its folder is writable`,
      )
    }
    throw error
  }
}
