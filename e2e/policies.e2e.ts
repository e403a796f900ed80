import type { Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expect, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'

const first = { version: '1', default: 'deny', tools: { list_notes: {}, add_note: {} } }

const commented = `{
  // what the night shift may do
  "version": "1",
  "default": "deny",
  "tools": {
    "list_notes": { "action": "deny", "reason": "Not at night." }, // until the audit
    "add_note": {}
  }
}
`

function action(page: Page, tool: string, choice: string) {
  return page
    .getByRole('grid')
    .getByRole('group', { name: `Action for ${tool}` })
    .getByRole('radio', { name: choice })
}

async function openBuilder(page: Page, account: Account): Promise<Gate> {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  await page.getByRole('tab', { name: 'Code' }).click()
  await expect(page.getByRole('tabpanel', { name: 'Code' })).toContainText('list_notes')
  return gate
}

/** Replaces the whole text, as one who pastes. */
async function paste(page: Page, text: string): Promise<void> {
  // One that is closing still gives the focus back to where it was.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('tabpanel', { name: 'Code' }).getByRole('textbox').focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await page.keyboard.press('ControlOrMeta+V')
}

async function publish(page: Page, version: number): Promise<void> {
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await page.getByRole('button', { name: new RegExp(`Publish v${version} as enforced`) }).click()
  await expect(page.getByText(`v${version} enforced`)).toBeVisible()
}

async function draftOf(account: Account, gate: Gate): Promise<unknown> {
  return account.call('GET', `/api/policies/${gate.policyId}/draft`)
}

test('code and form stay in step, byte for byte', async ({ page, context, account }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openBuilder(page, account)
  await paste(page, commented)
  await expect(action(page, 'list_notes', 'Deny')).toBeChecked()

  await action(page, 'add_note', 'Ask').check({ force: true })
  await expect(page.getByRole('tabpanel', { name: 'Code' })).toContainText('require_approval')
  await expect
    .poll(() => draftOf(account, gate))
    .toMatchObject({
      text: commented.replace('"add_note": {}', '"add_note": { "action": "require_approval" }'),
    })

  await page.keyboard.press('ControlOrMeta+Z')
  await expect(action(page, 'add_note', 'Allow')).toBeChecked()
  await expect.poll(() => draftOf(account, gate)).toMatchObject({ text: commented })
})

test('a broken text freezes the form, says where, and loses nothing', async ({ page, context, account }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openBuilder(page, account)
  const broken = commented.replace('"default": "deny",', '"default": "deny"')
  await paste(page, broken)
  await expect(page.getByRole('button', { name: 'Go to error' })).toBeVisible()
  await expect(page.getByText(/line 5/i).first()).toBeVisible()
  await expect(action(page, 'add_note', 'Deny')).toBeDisabled()
  // The editor underlines it too; what Monaco draws has no role.
  const underlined = page.getByRole('tabpanel', { name: 'Code' }).locator('.squiggly-error')
  await expect(underlined.first()).toBeVisible()
  await expect.poll(() => draftOf(account, gate)).toMatchObject({ text: broken })

  await page.reload()
  await expect(page.getByRole('button', { name: 'Go to error' })).toBeVisible()
  await page.getByRole('tab', { name: 'Code' }).click()
  await paste(page, commented)
  await expect(action(page, 'list_notes', 'Deny')).toBeChecked()
  await expect(action(page, 'add_note', 'Deny')).toBeEnabled()
  await expect(underlined).toHaveCount(0)
})

test('a tool named twice is an error, here and in the API', async ({ page, context, account }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openBuilder(page, account)
  const twice = commented.replace('"add_note": {}', '"add_note": {}, "add_n\\u006fte": { "action": "deny" }')
  await paste(page, twice)
  await expect(page.getByText(/1 error/).first()).toBeVisible()
  await expect(
    account.call('POST', `/api/policies/${gate.policyId}/revisions`, { text: twice, base: 1 }),
  ).rejects.toThrow(/422.*"duplicate_key"[^{}]*"line":7\b/s)

  const hears = await listener(page)
  await page.getByRole('button', { name: /Review & publish/ }).click()
  const review = page.getByRole('dialog', { name: /Review and publish/ })
  await expect(review).toContainText('Must be put right before it can be published')
  await expect(review.getByRole('listitem').filter({ hasText: 'add_note stands here twice' })).toContainText(
    'Line 7',
  )
  const button = review.getByRole('button', { name: /Publish v2 as enforced/ })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription('One error must be put right first.')
  await page.keyboard.press('ControlOrMeta+Enter')
  await hears('One error must be put right first.')
  await expect(review).toBeVisible()

  // Mended from there, it is published.
  await review.getByRole('button', { name: 'Line 7' }).click()
  await paste(page, commented)
  await expect(page.getByText(/1 error/)).toHaveCount(0)
  await publish(page, 2)
})

test('what is published is enforced, and rolled back', async ({ page, context, account }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openBuilder(page, account)
  const client = await connect(gate.url, gate.token)
  expect(await callTool(client, 'list_notes')).toMatchObject({ isError: false })

  await paste(page, commented)
  await expect(action(page, 'list_notes', 'Deny')).toBeChecked()
  await publish(page, 2)
  expect((await callTool(client, 'list_notes')).text).toMatch(/^\[POLICY DENIED\] .*Not at night\./)

  // What was enforced before is two clicks away, and what was published can be taken back from there.
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('button', { name: 'Go back to v1' }).click()
  await expect(page.getByText('v3 enforced')).toBeVisible()
  expect(await callTool(client, 'list_notes')).toMatchObject({ isError: false })
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('v4 enforced')).toBeVisible()
  expect(await callTool(client, 'list_notes')).toMatchObject({ isError: true })

  // An older one is asked about first.
  await page.getByRole('button', { name: 'History' }).click()
  await page
    .getByRole('listitem')
    .filter({ hasText: /^v1\D/ })
    .getByRole('button', { name: 'Roll back' })
    .click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Enforce the text of v1' }).click()
  await expect(page.getByText('v5 enforced')).toBeVisible()
  expect(await callTool(client, 'list_notes')).toMatchObject({ isError: false })
  await page.keyboard.press('Escape')
  await expect(action(page, 'list_notes', 'Allow')).toBeChecked()

  // Back and forth, the text follows, and one's own doing is never told as that of another.
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('button', { name: 'Go back to v4' }).click()
  await expect(page.getByText('v6 enforced')).toBeVisible()
  await expect(action(page, 'list_notes', 'Deny')).toBeChecked()
  await expect(page.getByText(/came in beside|since you began/)).toHaveCount(0)
  await client.close()
})

test('every link into the code leads to the key it speaks of, with the focus', async ({ page, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const text = commented.replace('"action": "deny", "reason"', '"action": "never", "reason"')
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, { text, base: 1, expected: null })
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=list_notes`)
  const editor = page.getByRole('tabpanel', { name: 'Code' }).getByRole('textbox')
  const line = page.locator('.line-numbers.active-line-number')

  // The rule that the form cannot show.
  await page.getByRole('button', { name: 'Edit in code' }).first().click()
  await expect(editor).toBeFocused()
  await expect(line).toHaveText('6')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()

  // The rule of the row that is at hand.
  await page
    .getByRole('row')
    .filter({ has: page.getByTitle('add_note', { exact: true }) })
    .click()
  await page.keyboard.press('e')
  await expect(editor).toBeFocused()
  await expect(line).toHaveText('7')

  // What is wrong, from anywhere and from the review.
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('F8')
  await expect(editor).toBeFocused()
  await expect(line).toHaveText('6')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Line 6/ })
    .first()
    .click()
  await expect(editor).toBeFocused()
  await expect(line).toHaveText('6')
})
