import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openRegistrar } from './registrar.ts'
import type { Product, Run } from './server-leg.ts'
import { type Check, type Findings, runSuite } from './suite.ts'

const client = fileURLToPath(import.meta.resolve('./client/main.ts'))

/**
 * What the suite demands of clients of a revision. Its `auth/*` want a client that is led through OAuth by the server's
 * 401. Behind the gateway there is none: towards it a client has a bearer grant, which has its own tests, and towards
 * the server the gateway has what a person typed in, and says of a 401 that this is not good.
 */
const clientScenarios: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    'initialize',
    'tools_call',
    'elicitation-sep1034-client-defaults',
    'sse-retry',
    'json-schema-2020-12-preservation',
  ],
  '2026-07-28': [
    'tools_call',
    'request-metadata',
    'sep-2322-client-request-state',
    'http-standard-headers',
    'http-custom-headers',
    'http-invalid-tool-headers',
    'json-schema-ref-no-deref',
    'json-schema-2020-12-preservation',
  ],
}

export const playedRevisions = Object.keys(clientScenarios)

/** A few at a time: each is two programs that mostly wait for each other. */
const atOnce = 3

async function playAll({ revision, out }: Run, env: Readonly<Record<string, string>>): Promise<Findings> {
  const found = new Map<string, readonly Check[]>()
  const waiting = [...(clientScenarios[revision] ?? [])]
  const work = async (): Promise<void> => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      const command = `${process.execPath} ${client}`
      const args = ['client', '--command', command, '--scenario', scenario, '--spec-version', revision]
      for (const [name, checks] of await runSuite(args, join(out, scenario), env)) found.set(name, checks)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)))
}

/** The client straight at the servers of the suite. */
export function playDirect({ revision, out }: Run): Promise<Findings> {
  return playAll({ revision, out: join(out, `client-${revision}`, 'direct') }, {})
}

/** The client at the same servers behind the gateway. */
export async function playThrough(product: Product, { revision, out }: Run): Promise<Findings> {
  const registrar = await openRegistrar(product)
  try {
    const env = { CONFORMANCE_REGISTRAR: `http://localhost:${registrar.port}` }
    return await playAll({ revision, out: join(out, `client-${revision}`, 'http') }, env)
  } finally {
    await registrar.close()
  }
}
