import { type Kysely, sql } from 'kysely'

/**
 * `keptValues` holds the values of several calls in one sealed text: at a thousand calls a second, a row and a seal for
 * each would cost more than all the rest. A call points to the text that has its values; it outlives them.
 */
const statements = [
  `alter table calls add column shadow text`,
  `alter table calls add column kept integer`,
  `create table keptValues (
    id integer primary key not null,
    at integer not null,
    sealed text not null
  ) strict`,
  `create index keptValuesByTime on keptValues (at)`,
  `alter table policies add column shadow integer`,
  `alter table revisions add column mode text not null default 'enforced'`,
  `alter table inventories add column dispatchers text not null default '[]'`,
]

export const recorded = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
