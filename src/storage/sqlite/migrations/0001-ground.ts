import { type Kysely, sql } from 'kysely'

/**
 * Ids sort by time, so an index that ends in `id` gives a page of the newest rows without sorting.
 * `calls` and `approvals` point at nothing: they stay when a server goes, as the record of what happened.
 */
const statements = [
  `create table installation (key text primary key not null, value text not null) strict, without rowid`,

  `create table workspaces (
    id text primary key not null,
    name text not null,
    ownApprovals integer,
    createdAt integer not null
  ) strict`,
  `create table members (
    id text primary key not null,
    workspaceId text not null references workspaces (id) on delete cascade,
    userId text not null,
    name text not null,
    email text not null,
    role text not null,
    joinedAt integer not null,
    unique (userId, workspaceId)
  ) strict`,
  `create index membersByWorkspace on members (workspaceId)`,

  `create table servers (
    id text primary key not null,
    workspaceId text not null references workspaces (id) on delete cascade,
    name text not null,
    slug text not null unique,
    transport text not null,
    sealedTransport text not null,
    list text not null,
    health text not null,
    createdAt integer not null
  ) strict`,
  `create index serversByWorkspace on servers (workspaceId)`,
  `create table inventories (
    serverId text primary key not null references servers (id) on delete cascade,
    version integer not null,
    edition integer not null,
    fingerprint text not null,
    discoveredAt integer not null,
    serverName text,
    serverVersion text,
    protocolVersion text,
    tools text not null
  ) strict`,

  `create table policies (
    id text primary key not null,
    workspaceId text not null,
    serverId text not null references servers (id) on delete cascade,
    name text not null,
    enforced integer,
    createdAt integer not null
  ) strict`,
  `create index policiesByServer on policies (serverId)`,
  `create table drafts (
    policyId text not null references policies (id) on delete cascade,
    memberId text not null,
    text text not null,
    hash text not null,
    base integer,
    updatedAt integer not null,
    primary key (policyId, memberId)
  ) strict`,
  `create table revisions (
    policyId text not null references policies (id) on delete cascade,
    number integer not null,
    text text not null,
    hash text not null,
    note text,
    classes text not null,
    publishedBy text not null,
    publishedAt integer not null,
    primary key (policyId, number)
  ) strict`,

  `create table grants (
    id text primary key not null,
    workspaceId text not null,
    serverId text not null references servers (id) on delete cascade,
    policyId text references policies (id) on delete set null,
    label text not null,
    tags text not null,
    tokenHash text not null unique,
    hint text not null,
    mintedBy text not null,
    createdAt integer not null,
    rotatedAt integer,
    expiresAt integer,
    revokedAt integer,
    seenAt integer,
    initializedAt integer,
    listedAt integer,
    calledAt integer,
    clientName text,
    clientVersion text,
    protocolVersion text
  ) strict`,
  `create index grantsByServer on grants (serverId)`,
  `create index grantsByWorkspace on grants (workspaceId)`,
  `create index grantsByPolicy on grants (policyId)`,

  `create table approvals (
    id text primary key not null,
    workspaceId text not null,
    serverId text not null,
    grantId text not null,
    policyId text not null,
    revision integer not null,
    tool text not null,
    category text not null,
    arguments text not null,
    argumentsDigest text not null,
    definitionDigest text not null,
    rule text not null,
    reason text not null,
    approvers text not null,
    count integer not null,
    state text not null,
    decisions text not null,
    clientName text,
    createdAt integer not null,
    expiresAt integer not null,
    validUntil integer,
    settledAt integer,
    answer text
  ) strict`,
  `create index approvalsByWorkspace on approvals (workspaceId, id)`,
  `create index approvalsByState on approvals (workspaceId, state, id)`,
  `create index approvalsByCall on approvals (grantId, tool, argumentsDigest, id)`,
  `create index approvalsOpen on approvals (id) where state in ('waiting', 'parked', 'approved')`,

  `create table calls (
    id text primary key not null,
    at integer not null,
    workspaceId text not null,
    serverId text not null,
    grantId text not null,
    tool text not null,
    outcome text not null,
    rule text not null,
    message text,
    policyId text,
    revision integer,
    approvalId text,
    upstream text,
    totalMs real not null,
    upstreamMs real,
    clientName text,
    reservations text not null
  ) strict, without rowid`,
  `create index callsByWorkspace on calls (workspaceId, id)`,
  `create index callsByServer on calls (serverId, id)`,
  `create index callsByGrant on calls (grantId, id)`,
  `create index callsByTool on calls (workspaceId, tool, id)`,
  // Nearly all calls are allowed: whoever looks for these finds them in the order of ids, and the index stays small.
  `create index callsByOutcome on calls (workspaceId, outcome, id) where outcome <> 'allow'`,
  `create index callsByTime on calls (workspaceId, at, id)`,
  `create index callsByApproval on calls (approvalId, id) where approvalId is not null`,
  `create index callsWithReservations on calls (at, id, reservations) where reservations <> '[]'`,

  `create table contactMessages (
    id text primary key not null,
    name text not null,
    email text not null,
    message text not null,
    receivedAt integer not null,
    deliveredAt integer
  ) strict`,
  `create index contactUndelivered on contactMessages (receivedAt) where deliveredAt is null`,
]

export const ground = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
