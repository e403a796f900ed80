import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Result } from '#std/result'
import { fail, ok } from '#std/result'
import { isSqlite } from '#storage/sqlite'

/** A data directory that is ours until `release`, or until the process ends in whatever way. */
export interface DataDir {
  readonly path: string
  file(name: string): string
  release(): void
}

/**
 * Makes the directory (mode 0700) and claims it. Limits are counted in memory, so two processes on one directory would
 * each let `max` through. The claim is a lock of the operating system: a killed process leaves none behind.
 */
export async function claimDataDir(given: string): Promise<Result<DataDir>> {
  const path = resolve(given)
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const lock = new DatabaseSync(join(path, 'lock.db'), { timeout: 0 })
    lock.exec('pragma journal_mode = delete; begin exclusive')
    return ok({ path, file: (name) => join(path, name), release: () => lock.close() })
  } catch (error) {
    if (isSqlite(error, 'busy'))
      return fail({ code: 'data_dir_in_use', message: `another Sallyport is running on \`${path}\`` })
    const reason = error instanceof Error ? error.message : String(error)
    return fail({ code: 'data_dir_unusable', message: `cannot use \`${path}\` as DATA_DIR: ${reason}` })
  }
}
