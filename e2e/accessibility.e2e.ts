import type { Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expectDrawn, expectNotSideways, expectNoViolation } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'

const themes = ['light', 'dark'] as const

const recommended = {
  version: '1',
  default: 'deny',
  tools: { list_notes: {}, delete_note: { action: 'require_approval' } },
}

async function visit(page: Page, path: string, theme: (typeof themes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await page.goto(path)
  // Where a narrow page opens a sheet over itself, the sheet is what there is to see.
  await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible()
  await expectDrawn(page)
}

function memberRoutes(account: Account, serverId: string, policyId: string): string[] {
  const server = `/servers/${serverId}`
  expect(account.workspaceId).not.toBe('')
  return [
    '/start',
    '/servers',
    '/servers/new',
    `${server}/tools?tool=delete_note`,
    `${server}/policies`,
    `${server}/policies/${policyId}?sel=delete_note`,
    `${server}/policies/${policyId}?sel=delete_note&view=code`,
    `${server}/grants`,
    `${server}/settings`,
    '/approvals',
    '/activity',
    '/catalogue',
    '/settings',
    '/contact',
    '/reference',
    '/nowhere',
  ]
}

for (const theme of themes) {
  test(`visitors: no violation on any route, ${theme}`, async ({ page }) => {
    for (const path of ['/sign-in', '/sign-up', '/contact', '/reference']) {
      await visit(page, path, theme)
      await expectNoViolation(page, `${path} ${theme}`)
    }
  })

  test(`members: no violation on any route, ${theme}`, async ({ page, account }) => {
    test.slow()
    const gate = await openGate(account, `Demo ${theme}`, { kind: 'demo' }, recommended)
    for (const path of memberRoutes(account, gate.serverId, gate.policyId)) {
      await visit(page, path, theme)
      await expectNoViolation(page, `${path} ${theme}`)
    }
  })
}

test('nothing scrolls sideways at 320 px', async ({ page, account }) => {
  const gate = await openGate(account, 'Narrow', { kind: 'demo' }, recommended)
  await page.setViewportSize({ width: 320, height: 640 })
  for (const path of memberRoutes(account, gate.serverId, gate.policyId)) {
    await visit(page, path, 'light')
    await expectNotSideways(page, path)
  }
})
