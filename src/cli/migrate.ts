import { createSealer, loadOrMakeSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { readConfig } from './config.ts'
import { claimDataDir } from './data-dir.ts'
import type { Io } from './io.ts'

/** `migrate`: brings the database up to date and ends, for those who want it apart from the start. */
export async function migrateCommand(args: readonly string[], io: Io): Promise<number> {
  if (args.length > 0) {
    io.err('sallyport migrate: takes no arguments; DATA_DIR says where the database is\n')
    return 2
  }
  const config = readConfig(process.env)
  if (!config.ok) {
    io.err(`sallyport: ${config.fault.message}\n`)
    return 1
  }
  const dir = await claimDataDir(config.value.DATA_DIR)
  if (!dir.ok) {
    io.err(`sallyport: ${dir.fault.message}\n`)
    return 1
  }
  const key = loadOrMakeSealingKey(dir.value.path, config.value.SALLYPORT_SEALING_KEY)
  const storage = await openSqlite({ path: dir.value.file('sallyport.db'), sealer: createSealer([key]) })
  await storage.close()
  dir.value.release()
  io.out('The database is up to date.\n')
  return 0
}
