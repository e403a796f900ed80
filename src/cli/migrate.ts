import { createSealer, loadOrMakeSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { openInstallation } from './installation.ts'
import type { Io } from './io.ts'

/** `migrate`: brings the database up to date and ends, for those who want it apart from the start. */
export async function migrateCommand(args: readonly string[], io: Io): Promise<number> {
  if (args.length > 0) {
    io.err('sallyport migrate: takes no arguments; DATA_DIR says where the database is\n')
    return 2
  }
  const installation = await openInstallation(io)
  if (installation === undefined) return 1
  const { config, dir } = installation
  const key = loadOrMakeSealingKey(dir.path, config.SALLYPORT_SEALING_KEY)
  const storage = await openSqlite({ path: dir.file('sallyport.db'), sealer: createSealer([key]) })
  await storage.close()
  dir.release()
  io.out('The database is up to date.\n')
  return 0
}
