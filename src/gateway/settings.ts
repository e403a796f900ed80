/** What an operator may choose; `defaultSettings` is what the README promises. */
export interface GatewaySettings {
  /** Where people find the dashboard: links to approvals begin with it. */
  readonly publicUrl: () => string
  /** Whether upstreams may have private addresses, and be started by command: asked each time, since both may end. */
  readonly allowPrivate: () => boolean
  readonly allowStdio: () => boolean
  /** Our own environment; a child gets the few names of it that any program needs. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly bodyBytes: number
  readonly holdMs: number
  readonly holdCommentMs: number
  /** For how long an approved call may still be made, and a kept answer fetched. */
  readonly approvalValidMs: number
  /** Calls of one grant that may wait for people at once: an agent must not bury them. */
  readonly approvalsPerGrant: number
  readonly connectTimeoutMs: number
  readonly stallTimeoutMs: number
  /** How often a client that speaks HTTP+SSE hears that its stream is still there. */
  readonly streamCommentMs: number
  /** How long a server keeps the session of such a client whose stream is lost; later it is opened anew. */
  readonly streamAwayMs: number
  /** When an idle session is ended upstream; its client finds it again until it is forgotten, and so are its tasks. */
  readonly sessionIdleMs: number
  readonly sessionForgetMs: number
  readonly sessionsPerGrant: number
  readonly childrenPerServer: number
  /** Sessions at once with a server that needs an open stream for each. */
  readonly streamsPerServer: number
  readonly startTimeoutMs: number
  readonly stopGraceMs: number
  /** How long calls that are running may go on when the gateway closes. */
  readonly closeGraceMs: number
  /** After how long a server that does not answer is asked again; the next times come ever later. */
  readonly recheckMs: number
  /** How often is looked for what is idle. */
  readonly upkeepMs: number
  /** Calls that wait to be recorded before further calls wait themselves. */
  readonly recordQueue: number
  readonly recordEveryMs: number
  /** For how many days the argument values of calls are kept; 0 = not at all. */
  readonly argumentsDays: number
  readonly failuresPerMinute: number
}

export const defaultSettings: GatewaySettings = {
  publicUrl: () => '',
  allowPrivate: () => false,
  allowStdio: () => false,
  environment: {},
  bodyBytes: 4 * 1024 * 1024,
  holdMs: 50_000,
  holdCommentMs: 10_000,
  approvalValidMs: 15 * 60_000,
  approvalsPerGrant: 100,
  connectTimeoutMs: 10_000,
  stallTimeoutMs: 300_000,
  streamCommentMs: 25_000,
  streamAwayMs: 15_000,
  sessionIdleMs: 30 * 60_000,
  sessionForgetMs: 7 * 24 * 60 * 60_000,
  sessionsPerGrant: 1_000,
  childrenPerServer: 64,
  streamsPerServer: 1_000,
  startTimeoutMs: 30_000,
  stopGraceMs: 2_000,
  closeGraceMs: 4_000,
  recheckMs: 5_000,
  upkeepMs: 30_000,
  recordQueue: 10_000,
  recordEveryMs: 50,
  argumentsDays: 7,
  failuresPerMinute: 120,
}
