import type { Kysely } from 'kysely'
import { Draft } from '#model/policy'
import { fail, ok } from '#std/result'
import type { Policies } from '#storage'
import type { Tables } from './tables.ts'

async function draftOf(db: Kysely<Tables>, policy: string, member: string): Promise<Draft | undefined> {
  const row = await db
    .selectFrom('drafts')
    .selectAll()
    .where('policyId', '=', policy)
    .where('memberId', '=', member)
    .executeTakeFirst()
  return row && Draft.parse(row)
}

export async function deleteDraft(db: Kysely<Tables>, policy: string, member: string): Promise<void> {
  await db.deleteFrom('drafts').where('policyId', '=', policy).where('memberId', '=', member).execute()
}

export function createDrafts(db: Kysely<Tables>): Pick<Policies, 'draft' | 'putDraft' | 'deleteDraft'> {
  return {
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
  }
}
