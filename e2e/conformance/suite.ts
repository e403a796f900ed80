import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const program = resolve(
  import.meta.dirname,
  '../peers/node_modules/@modelcontextprotocol/conformance/dist/index.js',
)

const Check = z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() })
export type Check = z.infer<typeof Check>

/** What the suite found, by scenario. */
export type Findings = ReadonlyMap<string, readonly Check[]>

/** The suite names its folders after the leg, the scenario and the time. */
const folder = /^(?:server-|client-)?(.+)-\d{4}-\d\d-\d\dT[\dZ-]+$/

async function findings(out: string): Promise<Findings> {
  const found = new Map<string, readonly Check[]>()
  for (const name of (await readdir(out)).sort()) {
    const scenario = folder.exec(name)?.[1]
    if (scenario === undefined) continue
    const checks: unknown = JSON.parse(await readFile(join(out, name, 'checks.json'), 'utf8'))
    found.set(scenario, z.array(Check).parse(checks))
  }
  return found
}

/** Runs the official suite; what it says itself goes to `said.txt` beside its results. */
export async function runSuite(
  args: readonly string[],
  out: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Findings> {
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const said = createWriteStream(join(out, 'said.txt'))
  const child = spawn(process.execPath, [program, ...args, '-o', out], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.pipe(said, { end: false })
  child.stderr.pipe(said, { end: false })
  await once(child, 'close')
  said.end()
  const found = await findings(out)
  if (found.size === 0) throw new Error(`the suite found nothing: see ${join(out, 'said.txt')}`)
  return found
}
