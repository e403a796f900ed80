import { hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createApi } from '#api'
import { createGateway, type Gateway } from '#gateway'
import { systemClock } from '#platform/clock'
import type { HttpRequest, HttpResponse } from '#platform/http/exchange'
import { openJournal } from '#platform/journal'
import { listen } from '#platform/listen'
import { createLog } from '#platform/log'
import { createMailer } from '#platform/mail'
import { createOriginGuard } from '#platform/origin'
import { createSealer, loadOrMakeSealingKey, type SealingKey } from '#platform/seal'
import { closeOnSignals, createShutdown } from '#platform/shutdown'
import { openSqlite } from '#storage/sqlite'
import type { Config } from './config.ts'
import { builtDashboard, liveDashboard } from './dashboard.ts'
import type { DataDir } from './data-dir.ts'
import { createFront } from './front.ts'
import { openInstallation } from './installation.ts'
import type { Io } from './io.ts'

function version(): string {
  const text = readFileSync(join(resolve(import.meta.dirname, '../..'), 'package.json'), 'utf8')
  return text.match(/"version":\s*"([^"]+)"/)?.[1] ?? 'unknown'
}

/** Derived, so that there is one key to keep; RFC 5869 keeps the two uses apart. */
function authSecret(key: SealingKey): string {
  return Buffer.from(hkdfSync('sha256', key.secret, '', 'sallyport session cookies', 32)).toString(
    'base64url',
  )
}

/** Starts everything in the order in which each stands on the last, and ends it the other way round. */
async function serve(config: Config, dir: DataDir, { isLive }: { isLive: boolean }): Promise<string> {
  const clock = systemClock
  const log = createLog({ level: config.SALLYPORT_LOG_LEVEL })
  const shutdown = createShutdown({ log, exit: (code) => process.exit(code) })
  closeOnSignals(shutdown, process)
  const originGuard = createOriginGuard({
    publicUrl: config.PUBLIC_URL,
    host: config.HOST,
    trustedProxies: config.SALLYPORT_TRUSTED_PROXIES,
    onNoLongerLocal: () =>
      log.warn(
        'a request came through a proxy, so this installation is no longer local: servers by command and private addresses are off unless SALLYPORT_STDIO and SALLYPORT_ALLOW_PRIVATE_UPSTREAMS say on',
      ),
  })
  // Asked each time: an installation stops being local with the first request that came through a proxy.
  const isOn = (flag: 'on' | 'off' | 'local') => flag === 'on' || (flag === 'local' && originGuard.isLocal())
  const key = loadOrMakeSealingKey(dir.path, config.SALLYPORT_SEALING_KEY)
  const sealer = createSealer([key])
  const storage = await openSqlite({ path: dir.file('sallyport.db'), sealer, log })
  const journalIn = (name: string) =>
    openJournal(dir.file(name), {
      onFault: (error) => log.error({ err: error, name }, 'a journal cannot begin another file, and grows'),
    })
  const journal = journalIn('journal')
  const sessionJournal = journalIn('sessions')
  const taskJournal = journalIn('tasks')
  const mailer = createMailer({
    smtpUrl: config.SMTP_URL,
    outboxDir: dir.file('outbox'),
    from: config.SALLYPORT_MAIL_FROM,
    log,
  })
  const dashboard = isLive ? await liveDashboard() : builtDashboard()

  // The port is taken before the rest is opened, because links need it; until then it answers 503.
  let gate: Gateway['handle'] = startingGateway
  const toGate: Gateway['handle'] = (request, response) => gate(request, response)
  let front = createFront({
    gateway: toGate,
    api: starting,
    dashboard: () => false,
    isReady: () => false,
  })
  const listening = await listen({
    host: config.HOST,
    port: config.PORT,
    onRequest: (request, response) => front(request, response),
    posts: { below: '/mcp/', handle: toGate },
  })
  const origin = config.PUBLIC_URL ?? listening.origin
  const gateway = createGateway({
    storage,
    clock,
    log,
    sealer,
    journal,
    sessionJournal,
    taskJournal,
    originGuard,
    settings: {
      publicUrl: () => origin,
      argumentsDays: config.SALLYPORT_ACTIVITY_ARGUMENTS_DAYS,
      holdMs: config.SALLYPORT_HOLD_SECONDS * 1000,
      allowPrivate: () => isOn(config.SALLYPORT_ALLOW_PRIVATE_UPSTREAMS),
      allowStdio: () => isOn(config.SALLYPORT_STDIO),
      environment: process.env,
    },
  })
  const setupToken = randomBytes(16).toString('base64url')
  const api = createApi({
    storage,
    authDatabase: storage.authDatabase,
    clock,
    log,
    sealer,
    mailer,
    discover: gateway.discover,
    originGuard,
    settings: {
      version: version(),
      origin,
      signUp: config.SALLYPORT_SIGNUP,
      stdio: config.SALLYPORT_STDIO,
      setupToken,
      argumentsDays: config.SALLYPORT_ACTIVITY_ARGUMENTS_DAYS,
      authSecret: authSecret(key),
      ...(config.SALLYPORT_CONTACT_TO === undefined ? {} : { contactTo: config.SALLYPORT_CONTACT_TO }),
    },
  })
  shutdown.add('gateway', () => gateway.close())
  shutdown.add('api', () => api.close())
  shutdown.add('port', () => listening.close(2_000))
  shutdown.add('dashboard', () => dashboard.close())
  shutdown.add('mail', () => mailer.close())
  shutdown.add('storage', () => storage.close())
  shutdown.add('journal', () => {
    sessionJournal.close()
    taskJournal.close()
    journal.close()
  })
  shutdown.add('data directory', () => dir.release())
  await Promise.all([gateway.ready(), api.ready])
  gate = (request, response) => gateway.handle(request, response)
  front = createFront({
    gateway: toGate,
    api: getRequestListener((request, env) => api.fetch(request, env), { overrideGlobalObjects: false }),
    dashboard: (request, response) => dashboard.handle(request, response),
    isReady: () => true,
  })
  if (!originGuard.isLocal() && (await storage.installation.operator()) === undefined)
    log.warn({ setupToken }, 'the first account is not made yet; sign-up asks for this set-up token')
  log.info({ origin, dataDir: dir.path }, 'serving')
  return origin
}

function starting(_request: HttpRequest, response: HttpResponse): void {
  response.writeHead(503, { 'retry-after': '1' }).end()
}

/** Who waits on a stream comes back where it had no answer, and gives up for ever where it had one that is no stream. */
function startingGateway(request: HttpRequest, response: HttpResponse): void {
  if (request.method === 'GET') response.destroy()
  else starting(request, response)
}

/** `serve [--dev]`: dashboard, API and gateway on one port, until a signal ends it. */
export async function serveCommand(args: readonly string[], io: Io): Promise<number> {
  const unknown = args.find((arg) => arg !== '--dev')
  if (unknown !== undefined) {
    io.err(`sallyport serve: no option \`${unknown}\`; there is --dev\n`)
    return 2
  }
  const installation = await openInstallation(io)
  if (installation === undefined) return 1
  const origin = await serve(installation.config, installation.dir, { isLive: args.includes('--dev') })
  io.out(`Sallyport is ready at ${origin}\n`)
  return 0
}
