import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { inventoryOf } from '#model/discovered-inventory'
import { emptyProgress } from '#model/grant'
import { GrantId, MemberId, PolicyId, ServerId, UserId, WorkspaceId } from '#model/id'
import type { PublishMode } from '#model/policy'
import type { TransportInput } from '#model/server'
import { type Clock, systemClock } from '#platform/clock'
import { digestOf, hashText, hashToken, newId, newToken } from '#platform/id'
import type { Journal, JournalEntry } from '#platform/journal'
import { listen } from '#platform/listen'
import { type Log, silentLog } from '#platform/log'
import { createOriginGuard } from '#platform/origin'
import { createSealer, newSealingKey, type Sealer } from '#platform/seal'
import { invariant } from '#std/invariant'
import type { Json } from '#std/json'
import type { Storage } from '#storage'
import { createGateway, type Gateway } from '../gateway.ts'
import type { GatewaySettings } from '../settings.ts'

/** A server registered, discovered and guarded, behind a listening gateway: what a test talks to. */
export interface Gate {
  readonly url: string
  readonly origin: string
  readonly token: string
  readonly grantId: GrantId
  readonly serverId: ServerId
  readonly policyId: PolicyId
  readonly gateway: Gateway
  readonly storage: Storage
  readonly workspaceId: WorkspaceId
  publish(policy: object, mode?: PublishMode): Promise<void>
  mint(): Promise<{ token: string; id: GrantId }>
  approve(verdict?: 'approve' | 'deny', reason?: string): Promise<void>
  /** Everything recorded so far, newest first. */
  calls(): ReturnType<Storage['activity']['list']>
  close(): Promise<void>
}

export interface GateOptions {
  readonly storage: Storage
  readonly sealer: Sealer
  readonly transport: TransportInput
  readonly policy?: object
  /** As what `policy` is published. */
  readonly mode?: PublishMode
  readonly settings?: Partial<GatewaySettings>
  readonly clock?: Clock
  readonly log?: Log
  readonly journal?: Journal
  readonly sessionJournal?: Journal
  readonly taskJournal?: Journal
  readonly list?: 'policy' | 'all'
}

export const everything = { version: '1', default: 'allow' }

export function testSealer(): Sealer {
  return createSealer([newSealingKey()])
}

/** Lines that die with the process, as the storage of a test does. */
export function memoryJournal(
  recovered: readonly JournalEntry[] = [],
): Journal & { readonly lines: JournalEntry[] } {
  const lines: JournalEntry[] = [...recovered]
  return {
    lines,
    recovered,
    write: (id: string, line: Json) => {
      lines.push({ id, line })
    },
    writeSoon: async (id: string, line: Json) => {
      lines.push({ id, line })
    },
    settle: (ids) => {
      const settled = new Set(ids)
      for (let at = lines.length - 1; at >= 0; at -= 1)
        if (settled.has(lines[at]?.id ?? '')) lines.splice(at, 1)
    },
    close: () => undefined,
  }
}

/** Listens on a free port of loopback. */
export async function listening(
  handler: RequestListener,
): Promise<{ origin: string; server: HttpServer; close(): Promise<void> }> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  invariant(typeof address === 'object' && address !== null, 'a listening server has an address')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const settingsOfTests: Partial<GatewaySettings> = {
  allowPrivate: () => true,
  allowStdio: () => true,
  environment: process.env,
  publicUrl: () => 'http://sallyport.test',
  recordEveryMs: 1,
}

export async function openGate(options: GateOptions): Promise<Gate> {
  const { storage, sealer, transport, policy = everything, clock = systemClock } = options
  const gateway = createGateway({
    storage,
    clock,
    log: options.log ?? silentLog,
    sealer,
    journal: options.journal ?? memoryJournal(),
    ...(options.sessionJournal && { sessionJournal: options.sessionJournal }),
    ...(options.taskJournal && { taskJournal: options.taskJournal }),
    originGuard: createOriginGuard({ host: '127.0.0.1', trustedProxies: [] }),
    settings: { ...settingsOfTests, ...options.settings },
  })
  const workspaceId = WorkspaceId.parse(newId('ws', clock))
  const serverId = ServerId.parse(newId('srv', clock))
  const policyId = PolicyId.parse(newId('pol', clock))
  const memberId = MemberId.parse(newId('mem', clock))
  const userId = UserId.parse(newId('usr', clock))
  const by = { memberId, name: 'Ada' }
  const now = clock.now()
  await storage.workspaces.create(
    { id: workspaceId, name: 'Tests', ownApprovals: null, createdAt: now },
    {
      id: memberId,
      workspaceId,
      userId,
      name: 'Ada',
      email: 'ada@example.com',
      role: 'admin',
      joinedAt: now,
    },
  )
  const slug = `s${serverId.slice(-12)}`
  await storage.servers.create({
    id: serverId,
    workspaceId,
    name: 'Fixture',
    slug,
    transport: faceOf(transport),
    sealedTransport: sealer.seal(JSON.stringify(transport), serverId),
    list: options.list ?? 'policy',
    health: { state: 'unknown', checkedAt: null, error: null },
    createdAt: now,
  })
  const discovered = await gateway.discover(transport, () => undefined)
  if (discovered.ok)
    await storage.inventories.put(
      inventoryOf(serverId, discovered.value, { discoveredAt: now, digest: digestOf }),
    )
  await storage.policies.create({
    id: policyId,
    workspaceId,
    serverId,
    name: 'ops',
    enforced: null,
    shadow: null,
    createdAt: now,
  })
  let enforced: number | null = null
  const publish = async (document: object, mode: PublishMode = 'enforced') => {
    const text = JSON.stringify(document)
    const published = await storage.policies.publish(
      {
        policyId,
        text,
        hash: hashText(text),
        note: null,
        mode,
        classes: {},
        publishedBy: by,
        publishedAt: clock.now(),
      },
      enforced,
    )
    invariant(published.ok, 'the policy is published')
    if (mode === 'enforced') enforced = published.value.number
  }
  await publish(policy, options.mode)
  const mint = async () => {
    const token = newToken()
    const id = GrantId.parse(newId('grant', clock))
    await storage.grants.create({
      id,
      workspaceId,
      serverId,
      policyId,
      label: 'agent',
      tags: [],
      hint: token.slice(-4),
      mintedBy: by,
      createdAt: clock.now(),
      rotatedAt: null,
      expiresAt: null,
      revokedAt: null,
      progress: emptyProgress,
      tokenHash: hashToken(token),
    })
    return { token, id }
  }
  const { token, id: grantId } = await mint()
  await gateway.ready()
  const handle: Gateway['handle'] = (request, response) => gateway.handle(request, response)
  const door = await listen({
    host: '127.0.0.1',
    port: 0,
    onRequest: handle,
    posts: { below: '/mcp/', handle },
  })
  return {
    url: `${door.origin}/mcp/${slug}`,
    origin: door.origin,
    token,
    grantId,
    serverId,
    policyId,
    gateway,
    storage,
    workspaceId,
    publish,
    mint,
    async approve(verdict = 'approve', reason) {
      const [open] = await storage.approvals.open()
      invariant(open !== undefined, 'an approval is open')
      const decision = { memberId, name: 'Ada', verdict, reason: reason ?? null, own: true, at: clock.now() }
      await storage.approvals.decide(open.id, decision, clock.now() + 900_000)
    },
    async calls() {
      // Rows are written in groups; the group after the next has what was added before now.
      await settled()
      return storage.activity.list(workspaceId, { limit: 100 })
    },
    async close() {
      await door.close()
      await gateway.close()
      await storage.close()
    },
  }
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20))
}

function faceOf(transport: TransportInput) {
  if (transport.kind === 'http' || transport.kind === 'sse')
    return { kind: transport.kind, url: transport.url, headerNames: Object.keys(transport.headers) } as const
  if (transport.kind === 'demo') return transport
  const { env, ...face } = transport
  return { ...face, envNames: Object.keys(env) }
}
