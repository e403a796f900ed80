import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { BrowserContext, Page } from '@playwright/test'
import type { Account } from './account.ts'
import { newPage, signUp } from './fixtures.ts'
import type { World } from './world.ts'

/**
 * A second person of the workspace, in a browser of their own. Members cannot be invited yet, so the row is written while
 * the product stands still; all that it does afterwards is its own.
 */
export async function openColleague(
  world: World,
  { workspaceId }: Account,
  context: BrowserContext,
  role: 'admin' | 'policy_manager' | 'approver' | 'viewer',
): Promise<{ account: Account; page: Page }> {
  const account = await signUp(world, context)
  await world.kill('SIGTERM')
  const database = new DatabaseSync(join(world.dataDir, 'sallyport.db'))
  database
    .prepare(
      `insert into members (id, workspaceId, userId, name, email, role, joinedAt)
       select 'mem_' || hex(randomblob(8)), ?, userId, name, email, ?, joinedAt from members where email = ?`,
    )
    .run(workspaceId, role, account.email)
  database.close()
  await world.start()
  return { account, page: await newPage(world, context) }
}
