import type { Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expectFitsNarrow, expectNoViolation } from './axe.ts'
import { expect, newPage, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'
import { refuse } from './refuse.ts'

const enforced = `{
  // what the night shift may do
  "version": "1",
  "default": "deny",
  "tools": {
    "list_notes": {}, // everyone
    "run_report": {}
  }
}
`
const tried = enforced.replace('"run_report": {}', '"run_report": { "action": "deny" }')

/** A policy with a shadow that denies what it allows, and the calls of an agent under both. */
async function openShadow(page: Page, account: Account): Promise<Gate> {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, { version: '1', default: 'deny' })
  const revisions = `/api/policies/${gate.policyId}/revisions`
  await account.call('POST', revisions, { text: enforced, base: 1 })
  await account.call('POST', revisions, { text: tried, base: 2, mode: 'shadow' })
  const agent = await connect(gate.url, gate.token)
  for (const script of ['notes', 'invoices'])
    await expect.poll(() => callTool(agent, 'run_report', { script })).toMatchObject({ isError: false })
  await callTool(agent, 'list_notes')
  await agent.close()
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  await expect(page.getByRole('grid')).toBeVisible()
  return gate
}

function sheetOf(page: Page) {
  return page.getByRole('dialog', { name: 'v3 in shadow' })
}

async function draftText(account: Account, { policyId }: Gate): Promise<string> {
  const draft = await account.call('GET', `/api/policies/${policyId}/draft`)
  return typeof draft === 'object' && draft !== null && 'text' in draft ? String(draft.text) : ''
}

test('what the shadow would have stopped and was fine becomes a condition, by keyboard, and is enforced', async ({
  page,
  account,
}) => {
  const gate = await openShadow(page, account)
  const hears = await listener(page)
  await page.getByRole('button', { name: 'v3 in shadow' }).focus()
  await page.keyboard.press('Enter')
  await expect(sheetOf(page)).toContainText('Of the latest 3 calls, 2 would have come out otherwise.')
  const oldest = sheetOf(page).getByRole('listitem').last()
  await oldest.getByRole('button', { name: 'This is fine' }).focus()
  await page.keyboard.press('Enter')
  const way = oldest.getByRole('button', { name: 'Only where script is notes' })
  await expect(way).toBeFocused()
  await expect(oldest).toContainText('v3 stops it at /tools/run_report/action.')
  await page.keyboard.press('Enter')

  await hears('Written into the draft: run_report is let through, only where script is notes.')
  await expect(sheetOf(page)).toBeHidden()
  await expect(page.getByRole('group', { name: 'The rule of the selected tool' })).toBeFocused()
  await expect(page.getByRole('tabpanel')).toContainText('Allowed only if script is "notes".')
  const condition = '{ "conditions": [{ "path": "args.script", "op": "eq", "value": "notes" }] }'
  await page.keyboard.press('ControlOrMeta+S')
  await expect
    .poll(() => draftText(account, gate))
    .toBe(tried.replace('{ "action": "deny" }', `{\n      "require": [${condition}]\n    }`))
  // One step took up the shadow's text and wrote the condition into it.
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(
    page.getByText('in step with what is enforced').or(page.getByText(/saved/)).first(),
  ).toBeVisible()
  await expect.poll(() => draftText(account, gate)).toBe(enforced)
  await hears(/^Undone: Let run_report through/)
  await page.keyboard.press('ControlOrMeta+Shift+Z')

  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('dialog')).toContainText(/1 would now be denied/)
  await expect(page.getByRole('button', { name: /Publish v4 as enforced/ })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Enter')
  await hears('Version 4 is enforced.')
  await expect(page.getByText('v4 enforced')).toBeVisible()
  const agent = await connect(gate.url, gate.token)
  expect((await callTool(agent, 'run_report', { script: 'notes' })).isError).toBe(false)
  expect((await callTool(agent, 'run_report', { script: 'invoices' })).isError).toBe(true)
  await agent.close()
})

test('a draft with changes of its own is not replaced by what was fine', async ({ page, account }) => {
  const gate = await openShadow(page, account)
  await page
    .getByRole('grid')
    .getByRole('group', { name: 'Action for list_notes' })
    .getByRole('radio', { name: 'Ask' })
    .check({ force: true })
  await page.getByRole('button', { name: 'v3 in shadow' }).click()
  const call = sheetOf(page).getByRole('listitem').first()
  await call.getByRole('button', { name: 'This is fine' }).click()
  await expect(call).toContainText('Your draft lets it through.')
  await expect(call).toContainText('Your draft has changes of its own, and is gone on with.')
  const hears = await listener(page)
  await call.getByRole('button', { name: 'Start from the shadow’s text' }).click()
  await hears('The draft is now the text of v3.')
  await call.getByRole('button', { name: 'Always' }).click()
  await hears('Written into the draft: run_report is let through, always.')
  await page.keyboard.press('ControlOrMeta+Z')
  await page.keyboard.press('ControlOrMeta+Z')
  await page.keyboard.press('ControlOrMeta+S')
  await expect
    .poll(() => draftText(account, gate))
    .toBe(enforced.replace('"list_notes": {}', '"list_notes": { "action": "require_approval" }'))
})

test('that what a call was made with is not there is heard, and it is asked for again', async ({
  world,
  context,
  account,
}) => {
  const page = await newPage(world, context)
  await openShadow(page, account)
  await page.getByRole('button', { name: 'v3 in shadow' }).click()
  const call = sheetOf(page).getByRole('listitem').last()
  const fine = call.getByRole('button', { name: 'This is fine' })
  await expect(fine).toBeVisible()
  const hears = await listener(page)
  const allow = await refuse(page, 'GET', /\/recorded-calls$/)
  await fine.click()
  await hears('The answer was not what this page expects.')
  await expect(fine).toBeFocused()
  await fine.click()
  await allow()
  await fine.click()
  await expect(call.getByRole('button', { name: 'Only where script is notes' })).toBeFocused()
})

for (const theme of ['light', 'dark'] as const) {
  test(`the shadow has no violation, ${theme}`, async ({ page, account }) => {
    await page.emulateMedia({ colorScheme: theme })
    await openShadow(page, account)
    await page.getByRole('button', { name: 'v3 in shadow' }).click()
    await sheetOf(page).getByRole('button', { name: 'This is fine' }).first().click()
    await expect(sheetOf(page).getByRole('button', { name: 'Always' })).toBeVisible()
    await expectNoViolation(page, 'shadow')
    await expectFitsNarrow(page, 'shadow, narrow')
  })
}
