import type { Kysely, Transaction } from 'kysely'
import { z } from 'zod'
import { Author, Revision } from '#model/policy'
import { fail, ok } from '#std/result'
import type { KnownTool, Policies } from '#storage'
import { definitionsOf, keepDefinitions } from './definitions.ts'
import { deleteDraft } from './drafts.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const RevisionRow = Revision.extend({
  classes: jsonColumn(Revision.shape.classes),
  publishedBy: jsonColumn(Author),
})

const Digests = jsonColumn(z.record(z.string(), z.string()))

export function revisionOf(row: Tables['revisions']): Revision {
  return RevisionRow.parse(row)
}

/** Within one transaction: the number is free, and the base was still enforced when it was taken. */
async function publishIn(
  trx: Transaction<Tables>,
  unnumbered: Omit<Revision, 'number'>,
  { base, tools }: { readonly base: number | null; readonly tools: readonly KnownTool[] },
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
    digests: JSON.stringify(Object.fromEntries(tools.map(({ name, digest }) => [name, digest]))),
    publishedBy: JSON.stringify(revision.publishedBy),
  }
  await trx.insertInto('revisions').values(row).execute()
  const { number } = revision
  const set = revision.mode === 'shadow' ? { shadow: number } : { enforced: number, shadow: null }
  await trx.updateTable('policies').set(set).where('id', '=', policyId).execute()
  await keepDefinitions(trx, policy.serverId, tools)
  const author = revision.publishedBy.memberId
  if (author !== null) await deleteDraft(trx, policyId, author)
  return ok({ revision, policy })
}

/** `tell` hears of the policy whose enforced or shadow revision has changed. */
export function createRevisions(
  db: Kysely<Tables>,
  tell: (policy: Tables['policies']) => void,
): Pick<Policies, 'publish' | 'endShadow' | 'revision' | 'revisions' | 'digests' | 'definitions'> {
  return {
    async publish(unnumbered, base, tools = []) {
      const outcome = await db.transaction().execute((trx) => publishIn(trx, unnumbered, { base, tools }))
      if (!outcome.ok) return outcome
      tell(outcome.value.policy)
      return ok(outcome.value.revision)
    },
    async endShadow(policy) {
      const changed = await db
        .updateTable('policies')
        .set({ shadow: null })
        .where('id', '=', policy)
        .where('shadow', 'is not', null)
        .returningAll()
        .executeTakeFirst()
      if (changed !== undefined) tell(changed)
      return changed !== undefined
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
    async digests(policy, number) {
      const row = await db
        .selectFrom('revisions')
        .select('digests')
        .where('policyId', '=', policy)
        .where('number', '=', number)
        .executeTakeFirst()
      return new Map(row && Object.entries(Digests.parse(row.digests)))
    },
    definitions: (server, digests) => definitionsOf(db, server, digests),
  }
}
