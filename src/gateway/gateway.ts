import type { Discover } from '#model/discovery'
import type { GrantId, ServerId } from '#model/id'
import type { Clock } from '#platform/clock'
import type { HttpRequest, HttpResponse } from '#platform/http/exchange'
import type { Journal } from '#platform/journal'
import type { Log } from '#platform/log'
import type { OriginGuard } from '#platform/origin'
import { createRateLimit } from '#platform/rate-limit'
import type { Sealer } from '#platform/seal'
import { memoryCounters } from '#policy'
import type { Change, Storage, StoredServer } from '#storage'
import { Approvals } from './approvals.ts'
import { Bonds } from './bonds.ts'
import { CallRows } from './call-rows.ts'
import { Calls } from './calls.ts'
import { Expiry } from './expiry.ts'
import { Hold } from './hold.ts'
import { Lists } from './lists.ts'
import { Pipeline } from './pipeline.ts'
import { Progress } from './progress.ts'
import { Recorder } from './record.ts'
import { Requests } from './requests.ts'
import { Restorer } from './restore.ts'
import { Rounds } from './rounds.ts'
import { SessionBook } from './session-book.ts'
import { Session, Sessions } from './sessions.ts'
import { defaultSettings, type GatewaySettings } from './settings.ts'
import { Shadow } from './shadow.ts'
import { type EnforcedServer, Snapshot } from './snapshot.ts'
import { type ListenStream, OpenStreams } from './streams.ts'
import { Sweep } from './sweep.ts'
import { TaskBook } from './task-book.ts'
import { type Holder, TaskOwners } from './task-owners.ts'
import { createDiscover } from './upstream/discover.ts'
import { HealthWatch } from './upstream/health.ts'
import { noiseOf } from './upstream/noise.ts'
import { openUpstream } from './upstream/open.ts'
import { Recheck } from './upstream/recheck.ts'
import { Relist } from './upstream/relist.ts'
import { Upstreams } from './upstream/upstreams.ts'

export interface GatewayNeeds {
  readonly storage: Storage
  readonly clock: Clock
  readonly log: Log
  readonly sealer: Sealer
  readonly journal: Journal
  /** Where open sessions are written down; without it they end with the process. */
  readonly sessionJournal?: Journal
  /** Where it is written down whose task is whose; without it nobody can ask for a task of the process before. */
  readonly taskJournal?: Journal
  readonly originGuard: OriginGuard
  /** What differs from `defaultSettings`. */
  readonly settings?: Partial<GatewaySettings>
}

export interface Gateway {
  /** Serves a request to `/mcp/<slug>`. */
  handle(request: HttpRequest, response: HttpResponse): void
  /** Tries an upstream and tells each step. */
  readonly discover: Discover
  /** Everything is in memory, and what the last process left is put right. Nothing is served before. */
  ready(): Promise<void>
  /** Ends streams and sessions, and writes down all that is not yet written. */
  close(): Promise<void>
}

/** Puts the gateway together. It listens to nothing by itself: `handle` is given to a server. */
export function createGateway(needs: GatewayNeeds): Gateway {
  const { storage, clock, log, sealer, journal, originGuard } = needs
  const settings: GatewaySettings = { ...defaultSettings, ...needs.settings }
  const counters = memoryCounters()
  const discover = createDiscover(settings)
  const asking = {
    inventories: storage.inventories,
    discover,
    transportOf: (server: StoredServer) => upstreams.transportOf(server),
    clock,
    log,
  }
  const recheck = new Recheck({ ...asking, firstMs: settings.recheckMs })
  const health = new HealthWatch({ servers: storage.servers, clock, log, recheck })
  const upstreams = new Upstreams({
    open: (server, transport) =>
      health.over(
        server,
        openUpstream(transport, settings, {
          noise: noiseOf({ serverId: server.id, log, clock }),
          unasked: (message) => relist.hear(server, message),
        }),
        () => (snapshot.server(server.id)?.tools.size ?? 0) > 0,
      ),
    sealer,
    log,
  })
  const snapshot = new Snapshot({ storage, upstreams, log })
  const { sessionJournal, taskJournal } = needs
  const book = sessionJournal && new SessionBook({ journal: sessionJournal, sealer, log })
  const sessions = new Sessions({
    perGrant: settings.sessionsPerGrant,
    startTimeoutMs: settings.startTimeoutMs,
    book,
  })
  const recorder = new Recorder({
    activity: storage.activity,
    journal,
    log,
    queueSize: settings.recordQueue,
    everyMs: settings.recordEveryMs,
  })
  const progress = new Progress({ grants: storage.grants, clock, log })
  const approvals = new Approvals({
    approvals: storage.approvals,
    clock,
    log,
    sealer,
    validMs: settings.approvalValidMs,
  })
  const owners = new TaskOwners(taskJournal && new TaskBook({ journal: taskJournal, sealer, log }))
  const bonds = new Bonds({ owners, clock })
  const lists = new Lists({
    snapshot,
    clock,
    hear: (listed, message) => {
      bonds.heard(listed, message)
      relist.hear(listed.caller.server.server, message)
    },
    meet: ({ caller, session }, strangers) => {
      relist.meet(caller.server.server, strangers)
      if (session !== undefined) sessions.keep(session)
    },
  })
  const shadow = new Shadow({ log })
  const sweep = new Sweep({ activity: storage.activity, clock, log, days: settings.argumentsDays })
  const keepsValues = settings.argumentsDays > 0
  const rounds = new Rounds(clock)
  const rows = new CallRows({ clock, recorder, shadow, keepsValues })
  const calls = new Calls({
    clock,
    counters,
    recorder,
    sessions,
    snapshot,
    lists,
    rounds,
    bonds,
    shadow,
    rows,
  })
  const holder = new Hold({ approvals, calls, rows, snapshot, clock, settings })
  const streams = new OpenStreams()
  const requests = new Requests({
    sessions,
    snapshot,
    streams,
    lists,
    bonds,
    progress,
    clock,
    streamCommentMs: settings.streamCommentMs,
    streamAwayMs: settings.streamAwayMs,
    endSession,
  })
  const failures = createRateLimit({ burst: settings.failuresPerMinute, refillMs: 60_000, clock })
  const pipeline = new Pipeline({
    snapshot,
    sessions,
    streams,
    calls,
    holder,
    requests,
    progress,
    originGuard,
    failures,
    clock,
    log,
    settings,
  })
  const relist = new Relist({ ...asking, serverOf: (id) => snapshot.server(id)?.server })
  const restorer = new Restorer({ storage, counters, shadow, clock })

  function endSession(session: Session): void {
    sessions.remove(session)
    holder.endSession(session)
    session.whenQuiet(() => leaveUpstream(session))
  }

  function leaveUpstream(session: Session): void {
    requests
      .endUpstream(session)
      .catch((error: unknown) => log.debug({ err: error }, 'a session was not closed'))
  }

  /** Few clients open another session when theirs is gone, so only what it costs upstream is given back. */
  function restIdle(): void {
    const now = clock.now()
    for (const session of sessions.idle(now - settings.sessionForgetMs, true)) endSession(session)
    for (const session of sessions.idle(now - settings.sessionIdleMs, false)) {
      session.isResting = true
      holder.endSession(session)
      leaveUpstream(session)
    }
  }

  function stands({ grantId, serverId }: Holder): boolean {
    return snapshot.grant(grantId, serverId, clock.now()) !== undefined
  }

  /** Goes on with the sessions and tasks of the process before this one, where their grants still stand. */
  function resume(): void {
    const now = clock.now()
    owners.recover(stands, now - settings.sessionForgetMs)
    const open = book?.recover(stands) ?? []
    for (const known of open) {
      const {
        id,
        grantId,
        serverId,
        isOlder,
        version,
        upstreamId,
        initialize,
        clientName,
        listed = [],
      } = known
      const session = new Session({ id, grantId, serverId, isOlder, now })
      session.opened({ upstreamId, initialize: Buffer.from(initialize), clientName })
      session.version = version
      session.listed.learn(listed, now)
      for (const crowded of sessions.add(session)) endSession(crowded)
    }
  }

  /** What clients must know of: the list they have may not be the list they would get. */
  function tellListChanged(serverId: ServerId, grantId?: GrantId): void {
    for (const stream of streams.ofServer(serverId))
      if (grantId === undefined || stream.grantId === grantId) stream.tellListChanged()
  }

  /** INVARIANT: nothing that was opened under a grant outlives it, be it revoked, expired or gone with its server. */
  function endWithoutGrant(serverId: ServerId): void {
    const now = clock.now()
    for (const session of sessions.ofServer(serverId))
      if (snapshot.grant(session.grantId, serverId, now) === undefined) endSession(session)
    for (const stream of streams.ofServer(serverId))
      if (snapshot.grant(stream.grantId, serverId, now) === undefined || isOfOldToken(stream))
        endStream(stream)
  }

  /** THREAT: a token is replaced because somebody else may have it, who must not go on listening with what it opened. */
  function isOfOldToken({ tokenHash }: ListenStream): boolean {
    return tokenHash !== undefined && snapshot.token(tokenHash) === undefined
  }

  /** THREAT: were one of them able to fail all, whatever comes after it would outlive its grant. */
  function endStream(stream: ListenStream): void {
    try {
      stream.end()
    } catch (error) {
      log.error({ err: error, grantId: stream.grantId }, 'a stream of a grant that is over did not end well')
    }
  }

  const expiry = new Expiry({
    snapshot,
    clock,
    onExpired: () => {
      for (const serverId of new Set([...sessions.servers(), ...streams.servers()])) endWithoutGrant(serverId)
    },
  })

  async function follow(
    change: Exclude<Change, { kind: 'approval' | 'activity' | 'progress' }>,
  ): Promise<void> {
    const { serverId } = change
    const before = listingOf(snapshot.server(serverId))
    await snapshot.reload(serverId)
    const reloaded = snapshot.server(serverId)
    if (reloaded !== undefined) health.seen(reloaded.server)
    // INVARIANT: armed first, or a grant that expires just between the two would be ended by neither.
    expiry.arm()
    endWithoutGrant(serverId)
    await restorer.count(snapshot.servers())
    if (change.kind === 'grant') tellListChanged(serverId, change.grantId)
    else if (listingOf(snapshot.server(serverId)) !== before) tellListChanged(serverId)
  }

  function onChange(change: Change): void {
    if (change.kind === 'approval') approvals.changed(change.approval)
    else if (change.kind !== 'activity' && change.kind !== 'progress')
      follow(change).catch((error: unknown) => log.error({ err: error }, 'a change could not be followed'))
  }

  let unsubscribe: () => void = () => undefined
  let upkeep: NodeJS.Timeout | undefined
  return {
    handle: (request, response) => pipeline.handle(request, response),
    discover,
    async ready() {
      unsubscribe = storage.changes.subscribe(onChange)
      await restorer.recover(recorder)
      await snapshot.load()
      resume()
      await approvals.load()
      await restorer.count(snapshot.servers())
      expiry.arm()
      upkeep = setInterval(() => {
        restIdle()
        const before = clock.now() - settings.sessionForgetMs
        bonds.sweep(stands, before)
        snapshot.forgetListed(before)
        void sweep.run()
      }, settings.upkeepMs)
      upkeep.unref()
      void sweep.run()
    },
    async close() {
      clearInterval(upkeep)
      expiry.close()
      relist.close()
      health.close()
      await pipeline.close(settings.closeGraceMs)
      unsubscribe()
      approvals.close()
      sessions.suspend()
      await upstreams.close()
      await progress.close()
      await recorder.close()
      await sweep.done()
    },
  }
}

/** What decides which tools are listed; while it stays the same, so does every list. */
function listingOf(server: EnforcedServer | undefined): string {
  if (server === undefined) return ''
  const revisions = [...server.policies.values()].map(({ id, revision }) => `${id} ${revision}`)
  const tools = [...server.tools.values()].map(({ digest }) => digest)
  return [server.server.list, server.dispatchTable, ...revisions, ...tools].join()
}
