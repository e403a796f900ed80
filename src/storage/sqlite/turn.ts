import type { DatabaseSync } from 'node:sqlite'

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
export async function atOnce<T>(database: DatabaseSync, turn: Turn, work: () => T): Promise<T> {
  await turn.take()
  try {
    database.exec('begin immediate')
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  } finally {
    turn.give()
  }
}

/** A full disk ends a transaction by itself (https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction). */
export function rollBack(database: DatabaseSync): void {
  if (database.isTransaction) database.exec('rollback')
}
