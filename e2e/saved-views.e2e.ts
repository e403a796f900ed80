import type { Page } from '@playwright/test'
import { expectNoViolation } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'

const policy = { version: '1', default: 'deny', tools: { list_notes: {}, add_note: {} } }
const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter the tools' })
const panel = (page: Page) => page.getByRole('dialog', { name: 'Saved views' })
const chip = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

test('a filter is saved under a name, shown on another computer, deleted, and brought back', async ({
  page,
  account,
  browser,
  context,
  world,
}) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, policy)
  const path = `/servers/${gate.serverId}/policies/${gate.policyId}`
  await page.goto(path)
  const hears = await listener(page)
  await chip(page, 'Views').click()
  await expect(panel(page)).toContainText('Narrow the list')
  await page.keyboard.press('Escape')
  await filter(page).fill('action:allow note')
  await chip(page, 'Views').click()
  await panel(page).getByLabel('Save what the list shows as').fill('What agents may')
  await page.keyboard.press('Enter')
  await hears('Saved as What agents may.')
  await expect(panel(page)).toContainText('This is what the list shows now.')
  await expectNoViolation(page)
  await page.keyboard.press('Escape')
  await expect(chip(page, 'What agents may')).toBeVisible()

  const elsewhere = await browser.newContext({
    storageState: { ...(await context.storageState()), origins: [] },
  })
  const other = await elsewhere.newPage()
  await other.goto(world.origin + path)
  await chip(other, 'Views').click()
  await panel(other)
    .getByRole('button', { name: /^What agents may/ })
    .click()
  await expect(filter(other)).toHaveValue('action:allow note')
  await elsewhere.close()

  await chip(page, 'What agents may').click()
  await panel(page).getByRole('button', { name: 'Delete the view What agents may' }).click()
  await expect(panel(page).getByRole('listitem')).toHaveCount(0)
  // A toast goes after some seconds, and stays as long as the pointer is on it.
  await page.getByRole('button', { name: 'Undo' }).hover()
  await hears('The view What agents may is deleted.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await hears('The view What agents may is back.')
  await expect(chip(page, 'What agents may')).toBeVisible()
})
