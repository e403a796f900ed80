import { type Config, readConfig } from './config.ts'
import { claimDataDir, type DataDir } from './data-dir.ts'
import type { Io } from './io.ts'

/** The settings, and the data directory that they name, claimed; undefined when a sentence has said why not. */
export async function openInstallation(io: Io): Promise<{ config: Config; dir: DataDir } | undefined> {
  const config = readConfig(process.env)
  const dir = config.ok ? await claimDataDir(config.value.DATA_DIR) : config
  if (config.ok && dir.ok) return { config: config.value, dir: dir.value }
  if (!dir.ok) io.err(`sallyport: ${dir.fault.message}\n`)
  return undefined
}
