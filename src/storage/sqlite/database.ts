import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Refusal } from '#platform/refusal'

/** Of https://www.sqlite.org/rescode.html those that mean something to us. */
const resultCodes = { busy: 5, readOnly: 8, cannotOpen: 14, notADatabase: 26 } as const

/** Whether SQLite gave this result; an extended code says it in its low byte. */
export function isSqlite(error: unknown, result: keyof typeof resultCodes): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false
  return (error.errcode & 0xff) === resultCodes[result]
}

/** The file holds mail addresses and what agents did: for the owner's eyes. SQLite gives its companions the same mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

const unwritable = new Set(['EACCES', 'EROFS', 'EEXIST', 'ENOTDIR', 'EISDIR'])

function isUnwritable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return unwritable.has(code) || isSqlite(error, 'cannotOpen') || isSqlite(error, 'readOnly')
}

const pragmas = (synchronous: 'full' | 'normal') => `
  pragma journal_mode = WAL;
  pragma synchronous = ${synchronous};
  pragma foreign_keys = on;
  pragma cache_size = -16000;
  pragma journal_size_limit = 67108864;
  -- Copying the log back into the file waits for the disk, and the pages that change most are copied each time.
  pragma wal_autocheckpoint = 8000;`

/** Opens a connection. `full` waits for the disk at each commit; `normal` may lose the last commits in a power cut. */
export function connect(path: string, synchronous: 'full' | 'normal'): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    if (path !== ':memory:') makeFile(path)
    database = new DatabaseSync(path, { timeout: 5000 })
    database.exec(pragmas(synchronous))
    return database
  } catch (error) {
    database?.close()
    if (isSqlite(error, 'notADatabase')) throw new Refusal('database', `\`${path}\` is not a SQLite database`)
    if (isUnwritable(error)) {
      throw new Refusal(
        'database',
        `cannot write \`${path}\`; check who owns it and that its folder is writable`,
      )
    }
    throw error
  }
}
