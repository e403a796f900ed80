import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { callTool, connect } from './mcp.ts'

const pictures = join(import.meta.dirname, '../out/pictures')

/** The same page as three people see it. */
async function photograph(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1440, height: 900 }
  await page.screenshot({ path: join(pictures, `${name}-light.png`) })
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'dark'
  })
  await page.screenshot({ path: join(pictures, `${name}-dark.png`) })
  await page.setViewportSize({ width: 360, height: 740 })
  await page.screenshot({ path: join(pictures, `${name}-narrow.png`) })
  await page.setViewportSize(size)
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light'
  })
}

function action(page: Page, tool: string, choice: string) {
  return page
    .getByRole('grid')
    .getByRole('group', { name: `Action for ${tool}` })
    .getByRole('radio', { name: choice })
}

test('from sign-up to an approved call', async ({ page, context, world }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])

  await test.step('sign up', async () => {
    await page.goto('/')
    await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible()
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('a gate of seven bars')
    await photograph(page, 'sign-up')
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByRole('heading', { name: 'Get started' })).toBeVisible()
  })

  await test.step('register the demo server', async () => {
    await page.getByRole('link', { name: 'Servers' }).click()
    await page.getByRole('button', { name: 'Use the built-in demo server' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Demo' })).toBeVisible()
    for (const tool of ['delete_note', 'pay_invoice', 'run_report', 'add_note', 'list_notes'])
      await expect(page.getByText(tool, { exact: true })).toBeVisible()
    await page.getByText('delete_note', { exact: true }).click()
    await photograph(page, 'tools')
  })

  await test.step('set rules, in the form and in the code', async () => {
    await page.getByRole('link', { name: /^Policies/ }).click()
    await page.getByRole('button', { name: 'Draft the recommended policy' }).click()
    await expect(action(page, 'delete_note', 'Ask')).toBeChecked()
    await action(page, 'run_report', 'Deny').check({ force: true })
    await action(page, 'pay_invoice', 'Hide').check({ force: true })
    await page.getByRole('gridcell', { name: /^add_note/ }).click()
    await page.getByLabel('At most').fill('2')
    await page.getByLabel('At most').press('Enter')
    await page.getByRole('tab', { name: 'Code' }).click()
    const code = page.getByRole('tabpanel', { name: 'Code' })
    await expect(code).toContainText(/"add_note".*"max":\s2\b/)
    await expect(code).toContainText(/"run_report":\s.*"action":\s"deny"/)
    await expect(code).toContainText(/"pay_invoice":\s.*"action":\s"hide"/)
    await photograph(page, 'builder')
  })

  await test.step('publish', async () => {
    await page.getByRole('button', { name: /Review & publish/ }).click()
    await expect(page.getByRole('dialog')).toContainText('list_notes')
    await page.getByRole('button', { name: /Publish v1 as enforced/ }).click()
    await expect(page.getByText('v1 enforced')).toBeVisible()
  })

  const token = await test.step('mint a grant', async () => {
    await page.getByRole('link', { name: 'Demo' }).first().click()
    await page.getByRole('link', { name: /^Grants/ }).click()
    await page.getByRole('button', { name: 'Mint grant' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Label').fill('ada-laptop')
    await dialog.getByRole('button', { name: 'Mint grant' }).click()
    await page.getByRole('button', { name: /copy token/i }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/^gw_[0-9A-Za-z]{38}$/)
    await photograph(page, 'connect')
    return copied
  })

  const client = await test.step('a client is seen, initialises, lists', async () => {
    const connected = await connect(`${world.origin}/mcp/demo`, token, 'ada-agent')
    const { tools } = await connected.listTools()
    expect(tools.map((tool) => tool.name)).toEqual(['list_notes', 'add_note', 'run_report', 'delete_note'])
    return connected
  })

  await test.step('allowed, denied, limited, hidden', async () => {
    expect(await callTool(client, 'list_notes')).toMatchObject({ isError: false })
    expect((await callTool(client, 'run_report', { report: 'notes' })).text).toMatch(/^\[POLICY DENIED\] /)
    for (const text of ['one', 'two'])
      expect(await callTool(client, 'add_note', { text })).toMatchObject({ isError: false })
    expect((await callTool(client, 'add_note', { text: 'three' })).text).toMatch(
      /^\[POLICY DENIED\] .*retry after/i,
    )
    await expect(callTool(client, 'pay_invoice', { id: 'x' })).rejects.toThrow(/unknown tool/i)
  })

  await test.step('held, and approved in the browser', async () => {
    const held = callTool(client, 'delete_note', { id: 1 })
    await page.goto('/approvals')
    await expect(page.getByRole('heading', { name: /delete/i })).toBeVisible()
    await photograph(page, 'approvals')
    // A card that has just come takes no click for a moment, so that nobody approves what slid under the pointer.
    const sure = page.getByRole('button', { name: /Yes, approve once/ })
    await expect(async () => {
      await page.getByRole('button', { name: /^Approve once/ }).click({ timeout: 1000 })
      await expect(sure).toBeVisible({ timeout: 1000 })
    }).toPass()
    await expect(async () => {
      await sure.click({ timeout: 1000 })
      await expect(sure).toBeHidden({ timeout: 1000 })
    }).toPass()
    expect(await held).toEqual({ text: 'Deleted note 1.', isError: false })
  })

  await test.step('the activity shows it', async () => {
    await page.getByRole('link', { name: 'Activity' }).click()
    await expect(page.getByText('delete_note').first()).toBeVisible()
    await expect(page.getByText('run_report').first()).toBeVisible()
    await photograph(page, 'activity')
  })
  await client.close()
})
