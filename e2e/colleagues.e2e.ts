import type { Page } from '@playwright/test'
import { openColleague } from './colleague.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'

const first = { version: '1', default: 'deny', tools: { list_notes: {}, add_note: {} } }

function action(page: Page, tool: string, choice: string) {
  return page
    .getByRole('grid')
    .getByRole('group', { name: `Action for ${tool}` })
    .getByRole('radio', { name: choice })
}

test('two people at one policy see each other, and what one publishes comes in beside the work of the other', async ({
  world,
  page,
  account,
  browser,
}) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const theirs = await browser.newContext()
  const { page: other, account: colleague } = await openColleague(world, account, theirs, 'policy_manager')
  const path = `/servers/${gate.serverId}/policies/${gate.policyId}`
  await page.goto(`${path}?sel=add_note`)
  await other.goto(`${path}?sel=list_notes`)
  await expect(page.getByText(/is editing this policy/)).toHaveCount(0)

  await expect(action(other, 'add_note', 'Allow')).toBeVisible()
  const hears = await listener(page)
  const othersHear = await listener(other)
  await action(page, 'add_note', 'Ask').check({ force: true })
  const name = account.email.replace(/@.*/, '')
  await expect(
    other.getByRole('status').filter({ hasText: `${name} is editing this policy: add_note` }),
  ).toBeVisible()
  await othersHear(`${name} is editing this policy: add_note`)
  // Who only looks is no editor.
  await expect(page.getByText(/is editing this policy/)).toHaveCount(0)
  await action(other, 'list_notes', 'Limit').check({ force: true })
  const theirName = colleague.email.replace(/@.*/, '')
  await expect(
    page.getByRole('status').filter({ hasText: `${theirName} is editing this policy: list_notes` }),
  ).toBeVisible()

  await hears(`${theirName} is editing this policy: list_notes`)

  await other.getByRole('button', { name: /Review & publish/ }).click()
  await other.getByRole('button', { name: /Publish v2 as enforced/ }).click()
  await othersHear('Version 2 is enforced.')
  await hears(new RegExp(`^Note: v2 by ${theirName} came in beside your changes\\. .*list_notes`))
  await expect(
    page.getByText(`v2 by ${theirName} came in beside your changes.`, { exact: true }),
  ).toBeVisible()
  await expect(action(page, 'list_notes', 'Limit')).toBeChecked()
  await expect(action(page, 'add_note', 'Ask')).toBeChecked()
  await theirs.close()
})

test('who may only read sees all of it, changes nothing, and is told why', async ({
  world,
  account,
  browser,
}) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await gate.publish({ ...first, default: 'allow' })
  const theirs = await browser.newContext()
  const { page: viewer, account: colleague } = await openColleague(world, account, theirs, 'viewer')
  await viewer.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=add_note`)
  await expect(viewer.getByText('Your role may read policies, not change them.').first()).toBeVisible()
  await expect(action(viewer, 'add_note', 'Allow')).toBeChecked()
  await expect(action(viewer, 'add_note', 'Deny')).toBeDisabled()
  const hears = await listener(viewer)
  await viewer.getByRole('grid').focus()
  await viewer.keyboard.press('End')
  await viewer.keyboard.press('d')
  await hears('Your role may read policies, not change them.')
  await expect(viewer.getByRole('button', { name: /Review & publish/ })).toHaveCount(0)
  await viewer.getByRole('searchbox', { name: 'Filter the tools' }).fill('risk:read')
  await expect(action(viewer, 'add_note', 'Allow')).toHaveCount(0)

  await viewer.getByRole('button', { name: 'History' }).click()
  await viewer.getByRole('button', { name: 'Show changes' }).first().click()
  await expect(viewer.getByRole('region', { name: 'What v2 changes of v1' })).toContainText('"allow"')
  await expect(viewer.getByRole('button', { name: 'Roll back' })).toHaveCount(0)
  await viewer.keyboard.press('Escape')

  await viewer.getByRole('tab', { name: 'Code' }).click()
  const code = viewer.getByRole('tabpanel', { name: 'Code' }).getByRole('textbox')
  await code.focus()
  await viewer.keyboard.type('x')
  await expect(viewer.getByRole('tabpanel', { name: 'Code' })).toContainText('may read policies')
  await expect(viewer.getByText(/^Draft/)).toHaveCount(0)
  await expect(
    colleague.call('PUT', `/api/policies/${gate.policyId}/draft`, { text: '{}', base: 2, expected: null }),
  ).rejects.toThrow(/403/)
  await theirs.close()
})
