import type { Page } from '@playwright/test'
import {
  shapelessTexts,
  unreadableTexts,
  unsoundTexts,
  wholeText,
} from '../src/web/features/policy-builder/model/broken-texts.ts'
import type { Account } from './account.ts'
import { expect, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'

async function draftText(account: Account, { policyId }: Gate): Promise<string | undefined> {
  const draft = await account.call('GET', `/api/policies/${policyId}/draft`)
  return typeof draft === 'object' && draft !== null && 'text' in draft ? String(draft.text) : undefined
}

function code(page: Page) {
  return page.getByRole('tabpanel', { name: 'Code' })
}

function editor(page: Page) {
  return code(page).getByRole('textbox')
}

/** Replaces the whole text, as one who pastes. */
async function paste(page: Page, text: string): Promise<void> {
  // One that is closing still gives the focus back to where it was.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await editor(page).focus()
  await page.keyboard.press('ControlOrMeta+A')
  if (text === '') await page.keyboard.press('Delete')
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  if (text !== '') await page.keyboard.press('ControlOrMeta+V')
}

test('no broken text blanks the page, moves a byte, or is published', async ({ page, context, account }) => {
  test.setTimeout(300_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, { version: '1', default: 'deny' })
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?view=code`)
  await expect(code(page)).toContainText('default')
  const listed = page
    .getByRole('grid')
    .getByRole('group', { name: 'Action for list_notes' })
    .getByRole('radio', { name: 'Deny' })
  const goTo = page.getByRole('button', { name: 'Go to error' })

  for (const { name, text, line } of unreadableTexts)
    await test.step(name, async () => {
      await paste(page, wholeText)
      await expect(goTo).toHaveCount(0)
      await paste(page, text)
      await expect(page.getByText(`Line ${line} cannot be read.`, { exact: true })).toBeVisible()
      // The list stands still on what it showed.
      await expect(listed).toBeChecked()
      await expect(listed).toBeDisabled()
      await goTo.click()
      await expect(editor(page)).toBeFocused()
      await expect(code(page).locator('.line-numbers.active-line-number')).toHaveText(String(line))
      await page.keyboard.press('ControlOrMeta+S')
      await expect.poll(() => draftText(account, gate)).toBe(text)
    })

  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('dialog').getByRole('button', { name: /Publish v2/ })).toBeDisabled()
  await page.keyboard.press('Escape')

  for (const { name, text, broken } of unsoundTexts)
    await test.step(name, async () => {
      await paste(page, text)
      await expect(page.getByRole('button', { name: /\d errors?/ })).toBeVisible()
      await expect(goTo).toHaveCount(0)
      if (broken === '/tools/list_notes') await expect(listed).toBeDisabled()
      await page.keyboard.press('ControlOrMeta+S')
      await expect.poll(() => draftText(account, gate)).toBe(text)
    })

  for (const { name, text } of shapelessTexts)
    await test.step(name, async () => {
      await paste(page, text)
      await expect(page.getByRole('button', { name: /1 error/ })).toBeVisible()
      await page.keyboard.press('ControlOrMeta+S')
      await expect.poll(() => draftText(account, gate)).toBe(text)
      await expect(page.getByRole('grid')).toBeVisible()
    })

  await page.reload()
  await expect(page.getByRole('button', { name: /1 error/ })).toBeVisible()
  await expect(page.getByRole('grid')).toBeVisible()
  await expect(code(page)).toContainText('what the night shift may do')
})
