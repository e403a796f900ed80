import type { Kysely } from 'kysely'
import { z } from 'zod'
import { UserId } from '#model/id'
import { Member } from '#model/member'
import { Workspace } from '#model/workspace'
import type { Installation, Workspaces } from '#storage'
import type { Tables } from './tables.ts'

const WorkspaceRow = Workspace.extend({
  ownApprovals: z
    .number()
    .nullable()
    .transform((flag) => (flag === null ? null : flag === 1)),
})

function flagOf(value: boolean | null): number | null {
  return value === null ? null : Number(value)
}

export function createWorkspaces(db: Kysely<Tables>): Workspaces {
  return {
    async create(workspace, owner) {
      await db.transaction().execute(async (trx) => {
        const row = { ...workspace, ownApprovals: flagOf(workspace.ownApprovals) }
        await trx.insertInto('workspaces').values(row).execute()
        await trx.insertInto('members').values(owner).execute()
      })
    },
    async get(id) {
      const row = await db.selectFrom('workspaces').selectAll().where('id', '=', id).executeTakeFirst()
      return row && WorkspaceRow.parse(row)
    },
    async update(id, { name, ownApprovals }) {
      const set = {
        ...(name === undefined ? {} : { name }),
        ...(ownApprovals === undefined ? {} : { ownApprovals: flagOf(ownApprovals) }),
      }
      if (Object.keys(set).length === 0) return
      await db.updateTable('workspaces').set(set).where('id', '=', id).execute()
    },
    async membershipsOf(user) {
      const members = await db
        .selectFrom('members')
        .selectAll()
        .where('userId', '=', user)
        .orderBy('joinedAt')
        .orderBy('id')
        .execute()
      const ids = members.map((member) => member.workspaceId)
      const rows = await db.selectFrom('workspaces').selectAll().where('id', 'in', ids).execute()
      const workspaces = new Map(rows.map((row) => [row.id, WorkspaceRow.parse(row)]))
      return members.flatMap((row) => {
        const workspace = workspaces.get(row.workspaceId)
        return workspace === undefined ? [] : [{ workspace, member: Member.parse(row) }]
      })
    },
    async memberOf(user, workspace) {
      const row = await db
        .selectFrom('members')
        .selectAll()
        .where('userId', '=', user)
        .where('workspaceId', '=', workspace)
        .executeTakeFirst()
      return row && Member.parse(row)
    },
    async members(id) {
      const rows = await db
        .selectFrom('members')
        .selectAll()
        .where('workspaceId', '=', id)
        .orderBy('joinedAt')
        .orderBy('id')
        .execute()
      return rows.map((row) => Member.parse(row))
    },
    async setRole(id, role) {
      await db.updateTable('members').set({ role }).where('id', '=', id).execute()
    },
  }
}

export function createInstallation(db: Kysely<Tables>): Installation {
  return {
    async operator() {
      const row = await db
        .selectFrom('installation')
        .select('value')
        .where('key', '=', 'operator')
        .executeTakeFirst()
      return row && UserId.parse(row.value)
    },
    async claim(user) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('installation')
        .values({ key: 'operator', value: user })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },
  }
}
