import type { Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expectNoViolation, wear } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'

const first = {
  version: '1',
  default: 'deny',
  tools: { list_notes: {}, add_note: {}, delete_note: { action: 'deny' } },
}

function action(page: Page, tool: string, choice: string) {
  return page
    .getByRole('grid')
    .getByRole('group', { name: `Action for ${tool}` })
    .getByRole('radio', { name: choice })
}

async function open(page: Page, account: Account): Promise<Gate> {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  await expect(action(page, 'list_notes', 'Allow')).toBeVisible()
  return gate
}

function review(page: Page) {
  return page.getByRole('dialog', { name: /Review and publish/ })
}

test('what destroys is loosened only with a tick and a reason, and by two keys', async ({
  page,
  account,
}) => {
  await open(page, account)
  await action(page, 'delete_note', 'Allow').check({ force: true })
  const hears = await listener(page)
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+Enter')
  const dialog = review(page)
  await expect(dialog.getByRole('heading', { name: /^Looser/ })).toBeVisible()
  await expect(dialog.getByRole('region', { name: 'What changes' })).toBeFocused()
  const publish = dialog.getByRole('button', { name: /Publish v2 as enforced/ })
  await expect(publish).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog.getByText('Tick what weakens it, or put it right.')).toBeVisible()
  await expect(dialog.getByText('Say why it is loosened.')).toBeVisible()
  await hears('Tick what weakens it, or put it right.')
  // What was forgotten takes the focus, one after the other.
  await expect(dialog.getByRole('checkbox').first()).toBeFocused()
  for (const box of await dialog.getByRole('checkbox').all()) await box.check()
  await hears('all ticked')
  await publish.click()
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await page.keyboard.type('the archive is emptied by hand')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('v2 enforced')).toBeVisible()
  await page.getByRole('button', { name: 'History' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'v2' })).toContainText(
    'the archive is emptied by hand',
  )

  // What was ticked once is enforced, and not asked again with every other change.
  await page.keyboard.press('Escape')
  await action(page, 'list_notes', 'Deny').check({ force: true })
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog.getByText('1 thing weakens it as in v2')).toBeVisible()
  await expect(dialog.getByRole('checkbox')).toHaveCount(0)
  await expect(dialog.getByRole('button', { name: /Publish v3 as enforced/ })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('v3 enforced')).toBeVisible()
})

test('the review replays the calls that were recorded, and each number opens its list', async ({
  page,
  account,
}) => {
  const gate = await open(page, account)
  const client = await connect(gate.url, gate.token)
  await callTool(client, 'list_notes')
  await callTool(client, 'list_notes')
  await callTool(client, 'add_note', { text: 'one' })
  await client.close()
  await action(page, 'list_notes', 'Deny').check({ force: true })
  await page.keyboard.press('ControlOrMeta+Enter')
  const effect = review(page).getByRole('region', { name: 'Replayed on recorded calls' })
  await expect(effect).toContainText(/3 calls\. 2 would now be denied/)
  await effect.getByRole('button', { name: '2' }).click()
  await expect(effect.getByRole('listitem')).toHaveCount(2)
  await expect(effect.getByRole('listitem').first()).toContainText('/tools/list_notes/action')
  await expect(review(page).getByRole('region', { name: 'What agents see' })).toContainText('Demo client')
  await expect(review(page).getByText(/safe/i)).toHaveCount(0)

  await page.keyboard.press('Escape')
  await expect(review(page)).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(action(page, 'list_notes', 'Allow')).toBeChecked()
  await action(page, 'delete_note', 'Hide').check({ force: true })
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await expect(effect).toContainText('No difference in what could be replayed.')
})

test('a failing test blocks publishing and is named', async ({ page, account }) => {
  const gate = await open(page, account)
  const tested = { ...first, tests: [{ name: 'no delete', tool: 'delete_note', expect: 'deny' }] }
  await gate.publish(tested)
  await expect(page.getByText('v2 enforced')).toBeVisible()
  await action(page, 'delete_note', 'Ask').check({ force: true })
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await expect(review(page).getByText('0 of 1 test passes')).toBeVisible()
  await expect(review(page).getByRole('button', { name: /Publish v3 as enforced/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('a shadow decides nothing, tells what it would have done, and is enforced or ended', async ({
  page,
  account,
}) => {
  const gate = await open(page, account)
  await action(page, 'list_notes', 'Deny').check({ force: true })
  await page.getByRole('button', { name: /Review & publish/ }).click()
  const hears = await listener(page)
  await review(page).getByRole('button', { name: 'Publish as shadow' }).click()
  await hears('Version 2 is tried out in shadow.')
  await expect(page.getByText('v2 is tried out in shadow.')).toBeVisible()
  await expect(page.getByText('v1 enforced')).toBeVisible()
  await expect(action(page, 'list_notes', 'Allow')).toBeChecked()

  const client = await connect(gate.url, gate.token)
  expect(await callTool(client, 'list_notes')).toMatchObject({ isError: false })
  await page.getByRole('button', { name: 'v2 in shadow' }).click()
  const sheet = page.getByRole('dialog', { name: 'v2 in shadow' })
  await expect(sheet.getByText('The one call since would have come out otherwise.')).toBeVisible()
  await sheet.getByRole('button', { name: 'Enforce it' }).click()
  await hears('Version 3 is enforced.')
  await expect(page.getByText('v3 enforced')).toBeVisible()
  await expect(page.getByText('v2 in shadow')).toHaveCount(0)
  expect(await callTool(client, 'list_notes')).toMatchObject({ isError: true })
  await client.close()
})

test('publishing that fails leaves the draft as it was and says why', async ({ page, context, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto('/')
  const here = await context.newPage()
  await here.goto(new URL(`/servers/${gate.serverId}/policies/${gate.policyId}`, page.url()).href)
  await action(here, 'list_notes', 'Deny').check({ force: true })
  await here.route(
    (url) => url.pathname.endsWith('/revisions'),
    (route) => (route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue()),
  )
  await here.getByRole('button', { name: /Review & publish/ }).click()
  const hears = await listener(here)
  await review(here)
    .getByRole('button', { name: /Publish v2 as enforced/ })
    .click()
  await hears('Your draft is as it was.')
  await expect(review(here).getByText(/Your draft is as it was\./)).toBeVisible()
  await here.unroute((url) => url.pathname.endsWith('/revisions'))
  await here.unrouteAll()
  await review(here)
    .getByRole('button', { name: /Publish v2 as enforced/ })
    .click()
  await expect(here.getByText('v2 enforced')).toBeVisible()
})

test('while it is published nothing can be changed, and the button keeps its words', async ({
  page,
  account,
}) => {
  await open(page, account)
  await action(page, 'list_notes', 'Deny').check({ force: true })
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  const isRevisions = (url: URL) => url.pathname.endsWith('/revisions')
  await page.route(isRevisions, async (route) => {
    if (route.request().method() === 'POST') await held
    await route.fallback()
  })
  await page.getByRole('button', { name: /Review & publish/ }).click()
  const button = review(page).getByRole('button', { name: /Publish v2 as enforced/ })
  await button.click()
  await expect(button).toHaveAttribute('aria-busy', 'true')
  await expect(review(page).getByRole('status').filter({ hasText: 'Publishing …' })).toBeVisible()
  await review(page).getByRole('button', { name: 'Keep editing' }).click()
  await expect(action(page, 'list_notes', 'Ask')).toBeDisabled()
  answer()
  await expect(page.getByText(/^v2 is enforced, \d+\.\d s after you asked\./)).toBeVisible()
  await expect(action(page, 'list_notes', 'Ask')).toBeEnabled()
})

test('a review that is left gives the focus back, its keys work all over it, and a notice that goes hands the focus on', async ({
  page,
  account,
}) => {
  await open(page, account)
  await action(page, 'add_note', 'Deny').check({ force: true })
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(review(page).getByRole('region', { name: 'What changes' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(grid).toBeFocused()

  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(review(page).getByRole('region', { name: 'What changes' })).toBeFocused()
  await expect(review(page).getByRole('button', { name: /Publish v2 as enforced/ })).toBeEnabled()
  await review(page).getByRole('button', { name: 'Close' }).focus()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('v2 enforced')).toBeVisible()
  await expect(grid).toBeFocused()

  await page.getByRole('button', { name: 'Undo', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('What v2 changed is a draft again.')).toBeVisible()
  await expect(page.locator('body')).not.toBeFocused()
  await page.getByRole('button', { name: 'Dismiss' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

test('any two revisions are compared, and undo takes a publication back', async ({ page, account }) => {
  await open(page, account)
  await action(page, 'list_notes', 'Deny').check({ force: true })
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await review(page)
    .getByRole('button', { name: /Publish v2 as enforced/ })
    .click()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('v3 enforced')).toBeVisible()
  await expect(action(page, 'list_notes', 'Deny')).toBeChecked()
  await page.getByRole('button', { name: 'History' }).click()
  const third = page.getByRole('listitem').filter({ hasText: 'Undo of v2' })
  await third.getByRole('button', { name: 'Show changes' }).click()
  await expect(third.getByRole('region', { name: 'What v3 changes of v2' })).toContainText('list_notes')
})

for (const theme of ['light', 'dark'] as const) {
  test(`review, merge and history have no violation, ${theme}`, async ({ page, account }) => {
    test.slow()
    const gate = await open(page, account)
    await wear(page, theme)
    await action(page, 'delete_note', 'Allow').check({ force: true })
    await page.getByRole('button', { name: /Review & publish/ }).click()
    await expect(review(page).getByLabel('Reason')).toBeVisible()
    await review(page).getByText('The text, line by line').click()
    await expect(review(page).getByRole('region', { name: 'What the draft changes of v1' })).toBeVisible()
    await expectNoViolation(page, 'review')
    await review(page).getByRole('radio', { name: 'Side by side' }).check({ force: true })
    await expect(review(page).getByRole('code').first()).toContainText('delete_note')
    await page.keyboard.press('Escape')
    await expect(review(page)).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+S')
    await expect(page.getByText(/^saved /).first()).toBeVisible()

    await gate.publish({ ...first, tools: { ...first.tools, delete_note: { action: 'hide' } } })
    await page.getByRole('button', { name: 'Bring together' }).click()
    await page.getByRole('dialog').getByRole('radio', { name: 'Edit' }).check({ force: true })
    await expectNoViolation(page, 'merge')
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'History' }).click()
    await page.getByRole('button', { name: 'Show changes' }).first().click()
    await expect(page.getByRole('region', { name: 'What v2 changes of v1' })).toBeVisible()
    await expectNoViolation(page, 'history')
  })
}
