import type { Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expectNotSideways, expectNoViolation } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'

// What a route is not: menus, dialogs, sheets and banners, each as it stands open, wide and at 320 px.

const enforced = {
  version: '1',
  default: 'deny',
  tools: { list_notes: {}, add_note: {}, delete_note: { action: 'deny' } },
}

interface State {
  readonly name: string
  /** Opens it on a page that shows the builder, or answers that this width does not have it. */
  readonly open: (page: Page, gate: Gate, account: Account) => Promise<void>
}

const main = (page: Page) => page.getByRole('main')

async function putDraft(account: Account, gate: Gate, text: string): Promise<void> {
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, { text, base: 1, expected: null })
}

async function goTo(page: Page, gate: Gate, search = ''): Promise<void> {
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}${search}`)
  await expect(main(page).getByRole('button', { name: 'History', exact: true })).toBeVisible()
}

const states: readonly State[] = [
  {
    name: 'the menu of the workspace',
    open: async (page, gate) => {
      await goTo(page, gate)
      const menu = page.getByRole('button', { name: /workspace and account/ })
      const more = page.getByRole('button', { name: /navigation|menu/i }).first()
      if (!(await menu.isVisible())) await more.click()
      await menu.click()
      await expect(page.getByRole('menu')).toBeVisible()
    },
  },
  {
    name: 'the palette',
    open: async (page, gate) => {
      await goTo(page, gate)
      await page.keyboard.press('ControlOrMeta+k')
      await expect(page.getByRole('dialog', { name: 'Go to or do' })).toBeVisible()
    },
  },
  {
    name: 'the rule with a form open in it',
    open: async (page, gate) => {
      await goTo(page, gate, '?view=form&sel=add_note')
      await page.getByRole('button', { name: 'Add condition' }).click()
      await page
        .getByRole('form', { name: 'New condition' })
        .getByRole('button', { name: 'Add' })
        .last()
        .click()
    },
  },
  {
    name: 'a text that cannot be read',
    open: async (page, gate, account) => {
      await putDraft(account, gate, '{ "version": "1",, }')
      await goTo(page, gate)
      await expect(page.getByRole('button', { name: 'Go to error' }).first()).toBeVisible()
    },
  },
  {
    name: 'the review with what must be ticked',
    open: async (page, gate, account) => {
      await putDraft(account, gate, JSON.stringify({ ...enforced, tools: { delete_note: {} } }))
      await goTo(page, gate)
      await page.getByRole('button', { name: /Review & publish/ }).click()
      const dialog = page.getByRole('dialog', { name: /Review and publish/ })
      await expect(dialog.getByRole('checkbox').first()).toBeVisible()
      await page.keyboard.press('ControlOrMeta+Enter')
      await expect(dialog.getByText('Say why it is loosened.')).toBeVisible()
    },
  },
  {
    name: 'the notice that two must be brought together',
    open: async (page, gate, account) => {
      await putDraft(account, gate, JSON.stringify({ ...enforced, tools: { add_note: { action: 'deny' } } }))
      await goTo(page, gate)
      await gate.publish({ ...enforced, tools: { add_note: { action: 'hide' } } })
      await expect(page.getByRole('button', { name: 'Bring together' })).toBeVisible()
    },
  },
  {
    name: 'two that must be brought together',
    open: async (page, gate, account) => {
      await putDraft(account, gate, JSON.stringify({ ...enforced, tools: { add_note: { action: 'deny' } } }))
      await goTo(page, gate)
      await gate.publish({ ...enforced, tools: { add_note: { action: 'hide' } } })
      await page.getByRole('button', { name: 'Bring together' }).click()
      await expect(page.getByRole('dialog').getByRole('radio', { name: 'Mine' }).first()).toBeVisible()
    },
  },
  {
    name: 'the history with a comparison and a question',
    open: async (page, gate) => {
      await gate.publish({ ...enforced, default: 'allow' })
      await gate.publish(enforced)
      await goTo(page, gate)
      await page.getByRole('button', { name: 'History', exact: true }).click()
      await page.getByRole('button', { name: 'Show changes' }).first().click()
      await expect(page.getByRole('region', { name: /^What v\d+ changes/ })).toBeVisible()
      await page.getByRole('button', { name: 'Roll back' }).first().click()
      await expect(page.getByRole('alertdialog')).toBeVisible()
    },
  },
]

for (const width of [1440, 320] as const)
  for (const theme of ['light', 'dark'] as const)
    test(`no violation in any state, ${width} px, ${theme}`, async ({ page, account }) => {
      test.setTimeout(600_000)
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      for (const { name, open } of states) {
        // Each has a policy of its own: what one leaves behind is not in the way of the next.
        const gate = await openGate(account, `Demo of ${name}`, { kind: 'demo' }, enforced)
        await test.step(name, async () => {
          await open(page, gate, account)
          await expectNoViolation(page, name)
          await expectNotSideways(page, name)
        })
      }
    })
