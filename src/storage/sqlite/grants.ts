import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { type ClientProgress, Grant, GrantTags } from '#model/grant'
import { GrantId, ServerId, WorkspaceId } from '#model/id'
import { Author } from '#model/policy'
import type { Grants, StoredGrant } from '#storage'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const GrantRow = Grant.extend({
  tags: jsonColumn(GrantTags),
  mintedBy: jsonColumn(Author),
  tokenHash: z.string(),
})

export function grantOf(row: Tables['grants']): StoredGrant {
  const { seenAt, initializedAt, listedAt, calledAt, clientName, clientVersion, protocolVersion } = row
  const progress = { seenAt, initializedAt, listedAt, calledAt, clientName, clientVersion, protocolVersion }
  return GrantRow.parse({ ...row, progress })
}

type GrantChanges = Parameters<Grants['update']>[1]

function columnsOf({ tags, ...plain }: GrantChanges): Partial<Tables['grants']> {
  return { ...plain, ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }) }
}

const instants = ['seenAt', 'initializedAt', 'listedAt', 'calledAt'] as const
const names = ['clientName', 'clientVersion', 'protocolVersion'] as const

/** Instants only grow; of a name the last word counts. */
function merged(progress: Partial<ClientProgress>) {
  const later = instants.flatMap((name) => {
    const at = progress[name] ?? null
    return at === null ? [] : [[name, sql<number>`max(coalesce(${sql.ref(name)}, 0), ${at})`]]
  })
  const known = names.flatMap((name) => {
    const value = progress[name] ?? null
    return value === null ? [] : [[name, value]]
  })
  return Object.fromEntries([...later, ...known])
}

const whereabouts = ['id', 'workspaceId', 'serverId'] as const

type Whereabouts = Pick<Tables['grants'], (typeof whereabouts)[number]>

/** `hurried` is the connection that does not wait for the disk: how far a client came is no loss. */
export function createGrants(db: Kysely<Tables>, hurried: Kysely<Tables>, feed: Feed): Grants {
  const tell = (kind: 'grant' | 'progress', grant: Whereabouts | undefined) => {
    if (grant === undefined) return
    feed.tell({
      kind,
      workspaceId: WorkspaceId.parse(grant.workspaceId),
      serverId: ServerId.parse(grant.serverId),
      grantId: GrantId.parse(grant.id),
    })
  }
  return {
    async create({ progress, ...grant }) {
      const row = {
        ...grant,
        ...progress,
        tags: JSON.stringify(grant.tags),
        mintedBy: JSON.stringify(grant.mintedBy),
      }
      await db.insertInto('grants').values(row).execute()
      tell('grant', grant)
    },
    async get(id) {
      const row = await db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst()
      return row && grantOf(row)
    },
    async list(workspace, server) {
      const all = db.selectFrom('grants').selectAll().where('workspaceId', '=', workspace)
      const wanted = server === undefined ? all : all.where('serverId', '=', server)
      return (await wanted.orderBy('id', 'desc').execute()).map(grantOf)
    },
    async update(id, changes) {
      const set = columnsOf(changes)
      if (Object.keys(set).length === 0) return
      const changed = db.updateTable('grants').set(set).where('id', '=', id)
      tell('grant', await changed.returning(whereabouts).executeTakeFirst())
    },
    async rotate(id, { hash, hint, at }) {
      const grant = await db
        .updateTable('grants')
        .set({ tokenHash: hash, hint, rotatedAt: at })
        .where('id', '=', id)
        .where('revokedAt', 'is', null)
        .returning(whereabouts)
        .executeTakeFirst()
      tell('grant', grant)
      return grant !== undefined
    },
    async revoke(id, at) {
      const grant = await db
        .updateTable('grants')
        .set({ revokedAt: at })
        .where('id', '=', id)
        .where('revokedAt', 'is', null)
        .returning(whereabouts)
        .executeTakeFirst()
      tell('grant', grant)
    },
    async progress(id, progress) {
      const set = merged(progress)
      if (Object.keys(set).length === 0) return
      const changed = hurried.updateTable('grants').set(set).where('id', '=', id)
      tell('progress', await changed.returning(whereabouts).executeTakeFirst())
    },
  }
}
