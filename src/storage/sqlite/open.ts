import type { Kysely } from 'kysely'
import { type Log, silentLog } from '#platform/log'
import { Refusal } from '#platform/refusal'
import type { Sealer } from '#platform/seal'
import type { Storage } from '#storage'
import { createAcknowledgements } from './acknowledgements.ts'
import { createActivity } from './activity.ts'
import { createApprovals } from './approvals.ts'
import { createFeed } from './changes.ts'
import { queriesOn } from './connection.ts'
import { createContact } from './contact.ts'
import { connect } from './database.ts'
import { createEnforcement } from './enforcement.ts'
import { createGrants } from './grants.ts'
import { createInventories, createInventoryReader } from './inventories.ts'
import { migrate } from './migrate.ts'
import { createPolicies } from './policies.ts'
import { createSavedViews } from './saved-views.ts'
import { createServers } from './servers.ts'
import type { Tables } from './tables.ts'
import { createTurn } from './turn.ts'
import { createInstallation, createWorkspaces } from './workspaces.ts'

interface SqliteOptions {
  /** A file, made when it is not there, or `:memory:`. */
  readonly path: string
  readonly sealer: Sealer
  readonly log?: Log
}

/** The tables of sign-in: none of ours can be named through it. */
type AuthTables = Record<never, never>

export interface SqliteStorage extends Storage {
  /** For better-auth, which makes its own tables beside ours. */
  readonly authDatabase: { readonly db: Kysely<AuthTables>; readonly type: 'sqlite' }
}

const probe = { key: 'sealed', context: 'installation', text: 'sallyport' }

/** The first start seals a word, every other must be able to open it: a lost key is found now, not at the first secret. */
async function tryKey(db: Kysely<Tables>, sealer: Sealer): Promise<void> {
  await db
    .insertInto('installation')
    .values({ key: probe.key, value: sealer.seal(probe.text, probe.context) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { value } = await db
    .selectFrom('installation')
    .select('value')
    .where('key', '=', probe.key)
    .executeTakeFirstOrThrow()
  const opened = sealer.open(value, probe.context)
  if (opened.ok && opened.value === probe.text) return
  throw new Refusal(
    'sealing_key',
    'the secrets in this database were sealed with another key; put the old sealing.key back, or give the old key beside the new one',
  )
}

/** Opens the database, brings its schema up to date, and refuses in words what it cannot serve. */
export async function openSqlite({ path, sealer, log = silentLog }: SqliteOptions): Promise<SqliteStorage> {
  const turn = createTurn()
  const main = connect(path, 'full')
  const hurried = path === ':memory:' ? main : connect(path, 'normal')
  const db = queriesOn<Tables>(main, turn)
  const quick = queriesOn<Tables>(hurried, turn)
  const close = async () => {
    await turn.take()
    if (hurried !== main) hurried.close()
    main.close()
    turn.give()
  }
  try {
    await migrate(db, log)
    await tryKey(db, sealer)
  } catch (error) {
    await close()
    throw error
  }
  const feed = createFeed(log)
  const readInventory = createInventoryReader()
  return {
    installation: createInstallation(db),
    workspaces: createWorkspaces(db),
    servers: createServers(db, feed),
    inventories: createInventories(db, feed, readInventory),
    policies: createPolicies(db, feed),
    acknowledgements: createAcknowledgements(db),
    savedViews: createSavedViews(db),
    grants: createGrants(db, quick, feed),
    approvals: createApprovals(db, feed, sealer),
    activity: createActivity({ db, hurried: { database: hurried, turn }, feed, sealer }),
    contact: createContact(db),
    enforcement: createEnforcement(db, readInventory),
    changes: feed,
    authDatabase: { db: queriesOn<AuthTables>(main, turn), type: 'sqlite' },
    close,
  }
}
