import type { Grant } from '#model/grant'

export interface Light {
  readonly key: 'seen' | 'initialized' | 'listed' | 'called'
  readonly label: string
  /** When it last came on; null = not yet. */
  readonly at: number | null
}

/** The four things that show a client works, in their order. What an older token did does not count. */
export function lightsOf(grant: Grant): readonly Light[] {
  const { seenAt, initializedAt, listedAt, calledAt } = grant.progress
  const since = grant.rotatedAt ?? 0
  const counted = (at: number | null) => (at !== null && at >= since ? at : null)
  return [
    { key: 'seen', label: 'Seen', at: counted(seenAt) },
    { key: 'initialized', label: 'Initialized', at: counted(initializedAt) },
    { key: 'listed', label: 'Tools listed', at: counted(listedAt) },
    { key: 'called', label: 'Call enforced', at: counted(calledAt) },
  ]
}

export function isEnforced(grant: Grant): boolean {
  return lightsOf(grant).at(-1)?.at !== null
}

const minute = 60_000

/** What to say while a client does not come through (ux.md §3.3); nothing while all is well or it is too early. */
export function adviceFor(grant: Grant, since: number, now: number): string | undefined {
  if (grant.revokedAt !== null) return 'This grant is revoked: the gateway refuses its token.'
  if (grant.expiresAt !== null && grant.expiresAt <= now)
    return 'This grant has expired: the gateway refuses its token. Give it a later expiry.'
  const [seen, initialized, listed, called] = lightsOf(grant)
  if (called?.at) return grant.policyId === null ? noPolicy : undefined
  if (listed?.at)
    return `Connected. ${grant.policyId === null ? noPolicy : 'Ask the agent to use a tool, and the call appears here.'}`
  if (initialized?.at) return 'Connected; it has not asked for the tools yet. Ask the agent something.'
  if (seen?.at)
    return 'A request with this token came, but no session began. The client may be trying to sign in by OAuth; this grant uses a token. In Claude Code, run `/mcp` and reconnect.'
  if (now - since < minute) return 'Waiting for the first request…'
  return 'No request with this token yet. Restart the client: in Claude Code `/mcp`, in Cursor reload the window, quit Claude Desktop fully. If the client reports 401, its token is missing or empty: Windsurf needs `serverUrl`, Codex ignores `headers`, and a variable must be set where the client was started. A client in the cloud cannot reach a private address.'
}

const noPolicy = 'This grant has no policy, so every call is denied: choose one for it.'
