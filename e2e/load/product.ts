import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from '../fixtures.ts'
import { activityOf, openGate } from '../gate.ts'
import { freePort } from '../world.ts'
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

async function signUp(origin: string): Promise<Account> {
  let cookies = ''
  const text = async (method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { origin, cookie: cookies, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    })
    const set = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '')
    if (set.length > 0) cookies = set.join('; ')
    const answered = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${answered}`)
    return answered
  }
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answered = await text(method, path, body)
    return answered === '' ? undefined : JSON.parse(answered)
  }
  const [email, password] = ['load@example.com', 'a gate of seven bars']
  const me = await text('POST', '/api/accounts', { email, password, workspaceName: 'Load' })
  const workspaceId = /"workspace":\{"id":"([^"]+)"/.exec(me)?.[1] ?? ''
  return { email, password, workspaceId, call, text }
}

export interface Product {
  readonly process: Started
  readonly url: string
  readonly token: string
  /** Throws when calls went unrecorded, or past the limit. */
  check(): Promise<void>
  stop(): Promise<void>
}

/** The product as it is served, with all that it does switched on. */
export async function startProduct(upstream: string): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-load-'))
  const port = await freePort()
  const started = await start({
    command: process.execPath,
    args: [...(process.env['BENCH_NODE_ARGS']?.split(' ') ?? []), 'src/cli/main.ts', 'serve'],
    core: 'tested',
    ready: /^Sallyport is ready at (http:\S+)/,
    env: { PORT: String(port), DATA_DIR: dataDir, HOME: dataDir },
  })
  const account = await signUp(started.at)
  const gate = await openGate(account, 'echo', { kind: 'http', url: `${upstream}/mcp` }, policy)
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
