import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Account } from './account.ts'
import { expect } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'

/** The builder of a policy that the demo server is under, with its list of tools. */
export async function openBuilder(page: Page, account: Account, policy: object, search = ''): Promise<Gate> {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, policy)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}${search}`)
  await expect(page.getByRole('grid')).toBeVisible()
  return gate
}

/** What a row of the list can be set to. */
export function action(page: Page, tool: string, choice: string) {
  return page
    .getByRole('grid')
    .getByRole('group', { name: `Action for ${tool}` })
    .getByRole('radio', { name: choice })
}

/** The draft on the server as JSON, for texts that have no comment. */
export async function documentOf(account: Account, gate: Gate): Promise<unknown> {
  const draft = z
    .object({ text: z.string() })
    .nullable()
    .parse(await account.call('GET', `/api/policies/${gate.policyId}/draft`))
  return draft === null ? undefined : JSON.parse(draft.text)
}
