import { type Kysely, sql, type Transaction } from 'kysely'
import { Acknowledgement } from '#model/acknowledgement'
import type { Storage } from '#storage'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const AcknowledgementRow = Acknowledgement.extend({ by: jsonColumn(Acknowledgement.shape.by) })

export function createAcknowledgements(db: Kysely<Tables>): Storage['acknowledgements'] {
  return {
    async list(policy) {
      const rows = await db
        .selectFrom('acknowledgements')
        .selectAll()
        .where('policyId', '=', policy)
        .orderBy('tool')
        .execute()
      return rows.map((row) => AcknowledgementRow.parse(row))
    },
    async put(policy, acknowledgements, most) {
      await db.transaction().execute(async (trx) => {
        const found = await trx
          .selectFrom('policies')
          .select('id')
          .where('id', '=', policy)
          .executeTakeFirst()
        if (found === undefined) return
        // In one statement: a person may look at thousands at once, and while they are written no call is served.
        await sql`
          insert or replace into acknowledgements (policyId, tool, about, mark, "by", at)
          select ${policy}, value ->> 'tool', value ->> 'about', value ->> 'mark', value -> 'by', value ->> 'at'
          from json_each(${JSON.stringify(acknowledgements)})`.execute(trx)
        await sql`
          delete from acknowledgements where policyId = ${policy} and tool in (
            select tool from acknowledgements where policyId = ${policy}
            order by at desc, tool limit -1 offset ${most}
          )`.execute(trx)
      })
    },
    async remove(policy, tools) {
      await db
        .deleteFrom('acknowledgements')
        .where('policyId', '=', policy)
        .where(sql<boolean>`tool in (select value from json_each(${JSON.stringify(tools)}))`)
        .execute()
    },
  }
}

/** The server has tools again for which rules were kept: should they go once more, that is news. */
export async function forgetKeptRules(
  trx: Transaction<Tables>,
  server: string,
  tools: readonly { readonly name: string }[],
): Promise<void> {
  const names = JSON.stringify(tools.map(({ name }) => name))
  await sql`
    delete from acknowledgements
    where about = 'rule'
      and policyId in (select id from policies where serverId = ${server})
      and tool in (select value from json_each(${names}))`.execute(trx)
}
