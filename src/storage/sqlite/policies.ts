import type { Kysely, Transaction } from 'kysely'
import { PolicyId, ServerId, WorkspaceId } from '#model/id'
import { Author, Draft, Policy, Revision } from '#model/policy'
import { fail, ok } from '#std/result'
import type { Policies } from '#storage'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const RevisionRow = Revision.extend({
  classes: jsonColumn(Revision.shape.classes),
  publishedBy: jsonColumn(Author),
})

export function revisionOf(row: Tables['revisions']): Revision {
  return RevisionRow.parse(row)
}

interface Whereabouts {
  readonly id: string
  readonly workspaceId: string
  readonly serverId: string
}

const whereabouts = ['id', 'workspaceId', 'serverId'] as const

async function draftOf(db: Kysely<Tables>, policy: string, member: string): Promise<Draft | undefined> {
  const row = await db
    .selectFrom('drafts')
    .selectAll()
    .where('policyId', '=', policy)
    .where('memberId', '=', member)
    .executeTakeFirst()
  return row && Draft.parse(row)
}

async function deleteDraft(db: Kysely<Tables>, policy: string, member: string): Promise<void> {
  await db.deleteFrom('drafts').where('policyId', '=', policy).where('memberId', '=', member).execute()
}

/** Within one transaction: the number is free, and the base was still enforced when it was taken. */
async function publishIn(
  trx: Transaction<Tables>,
  unnumbered: Omit<Revision, 'number'>,
  base: number | null,
) {
  const { policyId } = unnumbered
  const policy = await trx.selectFrom('policies').selectAll().where('id', '=', policyId).executeTakeFirst()
  // A policy that was deleted meanwhile enforces nothing any more.
  if (policy === undefined) return fail({ code: 'behind' as const, enforced: null })
  if (policy.enforced !== base) return fail({ code: 'behind' as const, enforced: policy.enforced })
  const { highest } = await trx
    .selectFrom('revisions')
    .select((select) => select.fn.max('number').as('highest'))
    .where('policyId', '=', policyId)
    .executeTakeFirstOrThrow()
  const revision = { ...unnumbered, number: (highest ?? 0) + 1 }
  const row = {
    ...revision,
    classes: JSON.stringify(revision.classes),
    publishedBy: JSON.stringify(revision.publishedBy),
  }
  await trx.insertInto('revisions').values(row).execute()
  await trx.updateTable('policies').set({ enforced: revision.number }).where('id', '=', policyId).execute()
  const author = revision.publishedBy.memberId
  if (author !== null) await deleteDraft(trx, policyId, author)
  return ok({ revision, policy })
}

export function createPolicies(db: Kysely<Tables>, feed: Feed): Policies {
  const tell = (policy: Whereabouts | undefined) => {
    if (policy === undefined) return
    feed.tell({
      kind: 'policy',
      workspaceId: WorkspaceId.parse(policy.workspaceId),
      serverId: ServerId.parse(policy.serverId),
      policyId: PolicyId.parse(policy.id),
    })
  }
  return {
    async create(policy) {
      await db.insertInto('policies').values(policy).execute()
      tell(policy)
    },
    async get(id) {
      const row = await db.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst()
      return row && Policy.parse(row)
    },
    async list(server) {
      const rows = await db
        .selectFrom('policies')
        .selectAll()
        .where('serverId', '=', server)
        .orderBy('name')
        .orderBy('id')
        .execute()
      return rows.map((row) => Policy.parse(row))
    },
    async rename(id, name) {
      const changed = db.updateTable('policies').set({ name }).where('id', '=', id)
      tell(await changed.returning(whereabouts).executeTakeFirst())
    },
    async delete(id) {
      const gone = db.deleteFrom('policies').where('id', '=', id)
      tell(await gone.returning(whereabouts).executeTakeFirst())
    },
    draft: (policy, member) => draftOf(db, policy, member),
    async putDraft(draft, expected) {
      return db.transaction().execute(async (trx) => {
        const current = await draftOf(trx, draft.policyId, draft.memberId)
        const policy = trx.selectFrom('policies').select('id').where('id', '=', draft.policyId)
        const isGone = (await policy.executeTakeFirst()) === undefined
        if (isGone || (current?.hash ?? null) !== expected) return fail({ code: 'stale' as const, current })
        await trx
          .insertInto('drafts')
          .values(draft)
          .onConflict((conflict) => conflict.columns(['policyId', 'memberId']).doUpdateSet(draft))
          .execute()
        return ok(undefined)
      })
    },
    deleteDraft: (policy, member) => deleteDraft(db, policy, member),
    async publish(unnumbered, base) {
      const outcome = await db.transaction().execute((trx) => publishIn(trx, unnumbered, base))
      if (!outcome.ok) return outcome
      tell(outcome.value.policy)
      return ok(outcome.value.revision)
    },
    async revision(policy, number) {
      const row = await db
        .selectFrom('revisions')
        .selectAll()
        .where('policyId', '=', policy)
        .where('number', '=', number)
        .executeTakeFirst()
      return row && revisionOf(row)
    },
    async revisions(policy) {
      const rows = await db
        .selectFrom('revisions')
        .selectAll()
        .where('policyId', '=', policy)
        .orderBy('number', 'desc')
        .execute()
      return rows.map(revisionOf)
    },
  }
}
