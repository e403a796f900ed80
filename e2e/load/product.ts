import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signUpAt } from '../account.ts'
import { activityOf, openGate, type Transport } from '../gate.ts'
import { freePort, startArgs } from '../world.ts'
import { type Started, start } from './program.ts'
import { isHidden, toolCount, toolName } from './programs/echo.ts'

/** What is enforced while it is measured: a limit on the call, and a third of the tools hidden. */
const policy = {
  version: '1',
  default: 'allow',
  tools: {
    echo: { limits: [{ counter: 'calls', window: 'day', max: 1_000_000_000, scope: 'grant' }] },
    ...Object.fromEntries(
      Array.from({ length: toolCount - 1 }, (_, index) => index)
        .filter(isHidden)
        .map((index) => [toolName(index), { action: 'hide' }]),
    ),
  },
}

export const shownTools =
  toolCount - Array.from({ length: toolCount - 1 }, (_, index) => index).filter(isHidden).length

export interface Product {
  readonly process: Started
  readonly url: string
  readonly token: string
  /** Throws when calls went unrecorded, or past the limit. */
  check(): Promise<void>
  stop(): Promise<void>
}

/** The product as it is served, with all that it does switched on, before a server of its own. */
export async function startProduct(transport: Transport): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-load-'))
  const port = await freePort()
  const started = await start({
    command: process.execPath,
    // For whoever wants a profile: `BENCH_NODE_ARGS=--cpu-prof npm run bench`.
    args: [...(process.env['BENCH_NODE_ARGS']?.split(' ') ?? []), ...startArgs],
    core: 'tested',
    ready: /^Sallyport is ready at (http:\S+)/,
    env: { PORT: String(port), DATA_DIR: dataDir, HOME: dataDir },
  })
  const account = await signUpAt(started.at, 'load')
  const gate = await openGate(account, 'echo', transport, policy)
  return {
    process: started,
    url: gate.url,
    token: gate.token,
    check: async () => {
      const [last] = await activityOf(account, gate.serverId)
      if (last?.outcome !== 'allow' || last.upstream !== 'ok' || !last.rule.startsWith('/tools/echo'))
        throw new Error(`calls are not recorded as they should be: ${JSON.stringify(last)}`)
    },
    stop: async () => {
      await started.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
