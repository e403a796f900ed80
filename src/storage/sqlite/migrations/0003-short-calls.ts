import { type Kysely, sql } from 'kysely'

/**
 * A row of `calls` was written with eight indexes, nearly all of it texts that its neighbours have too. Now what is
 * common is said once, in three small tables, and two indexes lead to nearly all calls: of one source (a grant) and of
 * one tool, each in the order of ids. What is seldom (not allowed, approved by a person) has its own, and costs only then.
 */
const taken = `
  select json_group_array(json_array(word.key, reservation.value -> 'window', reservation.value -> 'amount'))
  from json_each(oldCalls.reservations) as reservation
  left join callWords as word on word.text = reservation.value ->> 'key'`

const statements = [
  ...['Workspace', 'Server', 'Grant', 'Tool', 'Outcome', 'Time', 'Approval'].map(
    (name) => `drop index callsBy${name}`,
  ),
  `drop index callsWithReservations`,
  `alter table calls rename to oldCalls`,

  `create table callSources (
    key integer primary key not null,
    workspaceId text not null,
    serverId text not null,
    grantId text not null unique
  ) strict`,
  `create index callSourcesByWorkspace on callSources (workspaceId, serverId)`,
  `create table callTools (
    key integer primary key not null,
    serverId text not null,
    name text not null,
    unique (serverId, name)
  ) strict`,
  `create table callWords (key integer primary key not null, text text not null unique) strict`,
  `create table calls (
    id text primary key not null,
    at integer not null,
    source integer not null,
    tool integer not null,
    outcome text not null,
    rule integer not null,
    message text,
    policy integer,
    revision integer,
    approvalId text,
    upstream text,
    totalMs real not null,
    upstreamMs real,
    client integer,
    session text,
    taken text,
    shadow text,
    kept integer
  ) strict, without rowid`,

  // One look at all calls; the texts are then found among few.
  `create temp table kinds as
    select distinct workspaceId, serverId, grantId, tool, rule, policyId, clientName from oldCalls`,
  `insert into callSources (workspaceId, serverId, grantId)
    select workspaceId, serverId, grantId from kinds group by grantId`,
  `insert into callTools (serverId, name) select distinct serverId, tool from kinds`,
  `insert into callWords (text)
    select rule from kinds
    union select policyId from kinds where policyId is not null
    union select clientName from kinds where clientName is not null
    union select reservation.value ->> 'key' from oldCalls, json_each(oldCalls.reservations) as reservation`,
  `drop table kinds`,
  `insert into calls
    select id, at, source.key, tool.key, outcome, rule.key, message, policy.key, revision, approvalId, upstream,
      totalMs, upstreamMs, client.key, null,
      case when reservations <> '[]' then (${taken}) end, shadow, kept
    from oldCalls
    left join callSources as source on source.grantId = oldCalls.grantId
    left join callTools as tool on tool.serverId = oldCalls.serverId and tool.name = oldCalls.tool
    left join callWords as rule on rule.text = oldCalls.rule
    left join callWords as policy on policy.text = oldCalls.policyId
    left join callWords as client on client.text = oldCalls.clientName`,
  `drop table oldCalls`,

  `create index callsBySource on calls (source, id)`,
  `create index callsByTool on calls (tool, id)`,
  `create index callsBySourceRefused on calls (source, outcome, id) where outcome <> 'allow'`,
  `create index callsByToolRefused on calls (tool, outcome, id) where outcome <> 'allow'`,
  `create index callsByApproval on calls (approvalId, id) where approvalId is not null`,
  `create index callsWithReservations on calls (id) where taken is not null`,

  // Outer joins, though all but two always find: they are taken in this order, whatever the planner thinks of it.
  `create view activity as
    select calls.id, at, workspaceId, source.serverId, grantId, tool.name as tool, outcome, rule.text as rule, message,
      policy.text as policyId, revision, approvalId, upstream, totalMs, upstreamMs, client.text as clientName, session,
      taken, shadow, kept
    from calls
    left join callSources as source on source.key = calls.source
    left join callTools as tool on tool.key = calls.tool
    left join callWords as rule on rule.key = calls.rule
    left join callWords as policy on policy.key = calls.policy
    left join callWords as client on client.key = calls.client`,
]

export const shortCalls = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
