import type { Kysely, Transaction } from 'kysely'
import type { Revision } from '#model/policy'
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
    revisions: await revisionsIn(trx, server.id, 'policies.enforced'),
    shadows: await revisionsIn(trx, server.id, 'policies.shadow'),
    grants: grants.map(grantOf),
  }
}

async function revisionsIn(
  trx: Transaction<Tables>,
  serverId: string,
  place: 'policies.enforced' | 'policies.shadow',
): Promise<Revision[]> {
  const rows = await trx
    .selectFrom('policies')
    .innerJoin('revisions', (join) =>
      join.onRef('revisions.policyId', '=', 'policies.id').onRef('revisions.number', '=', place),
    )
    .selectAll('revisions')
    .where('policies.serverId', '=', serverId)
    .execute()
  return rows.map(revisionOf)
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
