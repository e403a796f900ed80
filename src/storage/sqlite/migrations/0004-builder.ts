import { type Kysely, sql } from 'kysely'

/** What the policy builder knows beyond the texts: what tools looked like, what was looked at, and filters by name. */
const statements = [
  `alter table revisions add column digests text not null default '{}'`,
  `create table toolDefinitions (
    serverId text not null references servers (id) on delete cascade,
    digest text not null,
    definition text not null,
    primary key (serverId, digest)
  ) strict`,
  `create table acknowledgements (
    policyId text not null references policies (id) on delete cascade,
    tool text not null,
    about text not null,
    mark text not null,
    "by" text not null,
    at integer not null,
    primary key (policyId, tool)
  ) strict, without rowid`,
  `create table savedViews (
    id text primary key not null,
    serverId text not null references servers (id) on delete cascade,
    memberId text not null,
    name text not null,
    filter text not null,
    savedAt integer not null,
    unique (memberId, serverId, name)
  ) strict`,
  `create index savedViewsByServer on savedViews (serverId)`,
  // What a shadow counted is counted again after a restart; few calls have anything of the kind.
  `create index callsCountedInShadow on calls (id) where json_extract(shadow, '$.reservations') is not null`,
]

export const builder = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
