import type { Hono } from 'hono'
import type { Discover } from '#model/discovery'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { OriginGuard } from '#platform/origin'
import { createRateLimit } from '#platform/rate-limit'
import type { Sealer } from '#platform/seal'
import type { JsonObject } from '#std/json'
import type { Storage } from '#storage'
import { serveAccounts } from './accounts.ts'
import { serveAcknowledgements } from './acknowledgements.ts'
import { serveActivity } from './activity.ts'
import { serveApprovals } from './approvals.ts'
import { createAttempts } from './auth/attempts.ts'
import { type AuthDatabase, type Identity, openIdentity, type PasswordHasher } from './auth/identity.ts'
import { createSetupToken } from './auth/setup-token.ts'
import { type ContactMailer, serveContact } from './contact.ts'
import { serveGrants } from './grants.ts'
import { type ApiEnv, mount } from './handle.ts'
import { serveLive } from './live.ts'
import { openApi } from './openapi.ts'
import { createPresence } from './policies/presence.ts'
import { servePolicies } from './policies.ts'
import { serveRecordedCalls } from './recorded-calls.ts'
import { serveSavedViews } from './saved-views.ts'
import { createProbes } from './servers/probes.ts'
import { createSummaries } from './servers/summary.ts'
import { serveServers } from './servers.ts'
import type { ApiSettings } from './settings.ts'
import { serveWorkspaces } from './workspaces.ts'

/** What the API needs of the process that it runs in. */
export interface ApiParts {
  readonly storage: Storage
  readonly authDatabase: AuthDatabase
  readonly clock: Clock
  readonly log: Log
  readonly sealer: Sealer
  readonly mailer: ContactMailer
  readonly discover: Discover
  readonly originGuard: OriginGuard
  readonly settings: ApiSettings
  /** Absent: scrypt. Tests, which make hundreds of accounts, give a quick one. */
  readonly hasher?: PasswordHasher
}

/** The control plane as one fetch function, for `/api/*`. */
export interface Api {
  /** `env` is what the node:http adapter gives beside a request. */
  fetch(request: Request, env?: ApiEnv): Promise<Response>
  /** Resolves when the tables of sign-in are up to date, rejects when they cannot be; requests wait for it. */
  readonly ready: Promise<void>
  /** Ends open streams and timers; the storage is closed by whoever opened it. */
  close(): void
}

export function createApi(parts: ApiParts): Api {
  const { settings, log } = parts
  const stopping = new AbortController()
  const opening = openIdentity({
    database: parts.authDatabase,
    secret: settings.authSecret,
    origin: settings.origin,
    log,
    hasher: parts.hasher,
  }).then((identity) => assembled(parts, identity, stopping.signal))
  return {
    // Whoever comes while the tables are being made waits, and is not told that something is wrong.
    fetch: async (request, env) => (await opening).fetch(request, env),
    ready: opening.then(() => undefined),
    close: () => stopping.abort(),
  }
}

function assembled(parts: ApiParts, identity: Identity, stopping: AbortSignal): Hono<{ Bindings: ApiEnv }> {
  const { storage, clock, settings, log, originGuard } = parts
  const isLocal = () => originGuard.isLocal()
  const probeRate = createRateLimit({ burst: 30, refillMs: 60_000, clock })
  const presence = createPresence(clock)
  const summaries = createSummaries(storage, settings.origin)
  const contact = serveContact({ ...parts, contactTo: settings.contactTo })
  stopping.addEventListener('abort', () => {
    summaries.close()
    contact.close()
  })
  const served = [
    ...serveAccounts({
      ...parts,
      identity,
      attempts: createAttempts(clock),
      setupToken: createSetupToken(settings.setupToken, parts),
      isLocal,
    }),
    ...serveWorkspaces(parts),
    ...serveServers({ ...parts, isLocal, probes: createProbes(clock), probeRate }, summaries),
    ...servePolicies({ ...parts, presence }),
    ...serveAcknowledgements(parts),
    ...serveSavedViews(parts),
    ...serveGrants(parts),
    ...serveApprovals(parts),
    ...serveActivity(parts),
    ...serveRecordedCalls({ storage, clock, keepDays: settings.argumentsDays }),
    ...serveLive({ storage, presence, userOf: (headers) => identity.userOf(headers) }),
    ...contact.served,
  ]
  // Written when first asked for: it costs some milliseconds, and most processes are never asked.
  let written: JsonObject | undefined
  const document = () => {
    written ??= openApi(settings.version, settings.origin)
    return written
  }
  return mount(served, { storage, clock, log, originGuard, userOf: identity.userOf, stopping, document })
}
