import type { Kysely, Transaction } from 'kysely'
import type { Enforcement, ServerEnforcement } from '#storage'
import { grantOf } from './grants.ts'
import type { ReadInventory } from './inventories.ts'
import { revisionOf } from './revisions.ts'
import { serverOf } from './servers.ts'
import type { Tables } from './tables.ts'

async function enforcementOf(
  trx: Transaction<Tables>,
  server: Tables['servers'],
  readInventory: ReadInventory,
): Promise<ServerEnforcement> {
  const revisions = await trx
    .selectFrom('policies')
    .innerJoin('revisions', (join) =>
      join
        .onRef('revisions.policyId', '=', 'policies.id')
        .onRef('revisions.number', '=', 'policies.enforced'),
    )
    .selectAll('revisions')
    .where('policies.serverId', '=', server.id)
    .execute()
  const grants = await trx
    .selectFrom('grants')
    .selectAll()
    .where('serverId', '=', server.id)
    .where('revokedAt', 'is', null)
    .orderBy('id')
    .execute()
  return {
    server: serverOf(server),
    inventory: await readInventory(trx, server.id),
    revisions: revisions.map(revisionOf),
    grants: grants.map(grantOf),
  }
}

export function createEnforcement(db: Kysely<Tables>, readInventory: ReadInventory): Enforcement {
  // One snapshot for all the queries: a publish falls before or after, never between.
  const reading = () => db.transaction().setAccessMode('read only')
  return {
    all: () =>
      reading().execute(async (trx) => {
        const servers = await trx.selectFrom('servers').selectAll().orderBy('id').execute()
        const found: ServerEnforcement[] = []
        for (const server of servers) found.push(await enforcementOf(trx, server, readInventory))
        return found
      }),
    server: (id) =>
      reading().execute(async (trx) => {
        const server = await trx.selectFrom('servers').selectAll().where('id', '=', id).executeTakeFirst()
        return server && enforcementOf(trx, server, readInventory)
      }),
  }
}
