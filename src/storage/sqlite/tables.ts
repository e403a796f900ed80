/** The columns as SQLite gives and takes them; a field has the same name as in the model. JSON columns are texts. */
export interface Tables {
  installation: { key: string; value: string }
  workspaces: { id: string; name: string; ownApprovals: number | null; createdAt: number }
  members: {
    id: string
    workspaceId: string
    userId: string
    name: string
    email: string
    role: string
    joinedAt: number
  }
  servers: {
    id: string
    workspaceId: string
    name: string
    slug: string
    transport: string
    sealedTransport: string
    list: string
    health: string
    createdAt: number
  }
  inventories: {
    serverId: string
    version: number
    /** Counts every write: a parsed copy of the same edition is still right. */
    edition: number
    /** SHA-256 over the names and digests in order: what makes a new version. */
    fingerprint: string
    discoveredAt: number
    serverName: string | null
    serverVersion: string | null
    protocolVersion: string | null
    tools: string
    dispatchers: string
  }
  policies: {
    id: string
    workspaceId: string
    serverId: string
    name: string
    enforced: number | null
    shadow: number | null
    createdAt: number
  }
  drafts: {
    policyId: string
    memberId: string
    text: string
    hash: string
    base: number | null
    updatedAt: number
  }
  revisions: {
    policyId: string
    number: number
    text: string
    hash: string
    note: string | null
    mode: string
    classes: string
    digests: string
    publishedBy: string
    publishedAt: number
  }
  /** What the digests of revisions speak of. */
  toolDefinitions: { serverId: string; digest: string; definition: string }
  acknowledgements: {
    policyId: string
    tool: string
    about: string
    mark: string
    by: string
    at: number
  }
  savedViews: {
    id: string
    serverId: string
    memberId: string
    name: string
    filter: string
    savedAt: number
  }
  grants: GrantsTable
  approvals: ApprovalsTable
  calls: CallsTable
  callSources: { key: number; workspaceId: string; serverId: string; grantId: string }
  callTools: { key: number; serverId: string; name: string }
  callWords: { key: number; text: string }
  activity: CallInWords
  keptValues: {
    id: number
    /** When the last of its calls was. */
    at: number
    /** By the id of each call its values, sealed by the driver. */
    sealed: string
  }
  contactMessages: {
    id: string
    name: string
    email: string
    message: string
    receivedAt: number
    deliveredAt: number | null
  }
}

interface GrantsTable {
  id: string
  workspaceId: string
  serverId: string
  policyId: string | null
  label: string
  tags: string
  tokenHash: string
  hint: string
  mintedBy: string
  createdAt: number
  rotatedAt: number | null
  expiresAt: number | null
  revokedAt: number | null
  seenAt: number | null
  initializedAt: number | null
  listedAt: number | null
  calledAt: number | null
  clientName: string | null
  clientVersion: string | null
  protocolVersion: string | null
}

interface ApprovalsTable {
  id: string
  workspaceId: string
  serverId: string
  grantId: string
  policyId: string
  revision: number
  tool: string
  category: string
  /** Sealed by the driver. */
  arguments: string
  argumentsDigest: string
  definitionDigest: string
  rule: string
  reason: string
  approvers: string
  count: number
  state: string
  decisions: string
  clientName: string | null
  createdAt: number
  expiresAt: number
  validUntil: number | null
  settledAt: number | null
  /** Sealed by the caller; null once it was taken. */
  answer: string | null
}

/** What is common to many calls stands in the three tables after it. */
interface CallsTable {
  id: string
  at: number
  source: number
  tool: number
  outcome: string
  rule: number
  message: string | null
  policy: number | null
  revision: number | null
  approvalId: string | null
  upstream: string | null
  totalMs: number
  upstreamMs: number | null
  client: number | null
  session: string | null
  /** What it took from counters, as `taken.ts` says it. */
  taken: string | null
  shadow: string | null
  /** The text of `keptValues` that has its values. */
  kept: number | null
}

/** A call with its texts, as the view `activity` gives it. */
export interface CallInWords extends Omit<CallsTable, 'source' | 'tool' | 'rule' | 'policy' | 'client'> {
  workspaceId: string
  serverId: string
  grantId: string
  tool: string
  rule: string
  policyId: string | null
  clientName: string | null
}
