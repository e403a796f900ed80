import type { Page } from '@playwright/test'
import { openBuilder } from './builder.ts'
import { expect, newPage, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'

// That something did not work is heard, whatever it was that the eye was on.

const first = { version: '1', default: 'deny', tools: { list_notes: {}, add_note: {} } }

/** From now on the server says no to requests of this method whose path ends so; the answer makes it say yes again. */
async function refuse(page: Page, method: string, path: RegExp): Promise<() => Promise<void>> {
  const isMeant = (url: URL) => path.test(url.pathname)
  await page.route(isMeant, (route) =>
    route.request().method() === method ? route.fulfill({ status: 500, body: '' }) : route.fallback(),
  )
  return () => page.unroute(isMeant)
}

test('a view that is not saved, not deleted and not brought back', async ({ world, context, account }) => {
  const page = await newPage(world, context)
  await openBuilder(page, account, first)
  const hears = await listener(page)
  await page.getByRole('searchbox', { name: 'Filter the tools' }).fill('note')
  await page.getByRole('button', { name: 'Views', exact: true }).click()
  const panel = page.getByRole('dialog', { name: 'Saved views' })
  await panel.getByLabel('Save what the list shows as').fill('Notes')
  let allow = await refuse(page, 'PUT', /\/saved-views$/)
  await panel.getByRole('button', { name: 'Save' }).click()
  await hears('The answer was not what this page expects.')
  await allow()
  await panel.getByRole('button', { name: 'Save' }).click()
  await hears('Saved as Notes.')
  allow = await refuse(page, 'DELETE', /\/saved-views\/[^/]+$/)
  await panel.getByRole('button', { name: 'Delete the view Notes' }).click()
  await hears('Notes could not be deleted.')
  await allow()
  await refuse(page, 'PUT', /\/saved-views$/)
  await panel.getByRole('button', { name: 'Delete the view Notes' }).click()
  // A toast stays as long as the pointer is on it.
  await page.getByRole('button', { name: 'Undo' }).hover()
  await hears('The view Notes is deleted.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await hears('Notes could not be brought back.')
})

test('a look that is not kept, a history that is not there, and calls that cannot be replayed', async ({
  world,
  context,
  account,
}) => {
  const page = await newPage(world, context)
  const tools = { ...first.tools, gone_tool: {} }
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await gate.publish({ ...first, default: 'allow' })
  await gate.publish(first)
  const draft = { text: JSON.stringify({ ...first, tools }, null, 2), base: 3, expected: null }
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, draft)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=gone_tool`)
  const hears = await listener(page)
  const rule = page.getByRole('tabpanel')
  await refuse(page, 'PUT', /\/acknowledgements$/)
  await rule.getByRole('button', { name: 'Keep', exact: true }).click()
  await hears('That you have looked at it could not be kept.')

  const allow = await refuse(page, 'GET', /\/revisions$/)
  await page.getByRole('button', { name: 'History' }).click()
  await hears('The history could not be loaded.')
  await allow()
  await refuse(page, 'GET', /\/revisions\/1$/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('button', { name: 'Show changes' }).last().click()
  await hears('The answer was not what this page expects.')
  await page.keyboard.press('Escape')
  await refuse(page, 'GET', /\/recorded-calls$/)
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await hears('The calls could not be loaded')
})

test('a grant that keeps its policy, and a door that stays shut for a while', async ({
  world,
  context,
  account,
}) => {
  const page = await newPage(world, context)
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/servers/${gate.serverId}/grants`)
  const policy = page.getByRole('combobox', { name: 'Policy of Demo client' })
  await expect(policy).toBeVisible()
  let hears = await listener(page)
  await refuse(page, 'PATCH', /\/grants\/[^/]+$/)
  await policy.click()
  await page.getByRole('option', { name: /^No policy/ }).click()
  await hears('Demo client keeps its policy:')

  await context.clearCookies()
  const door = await newPage(world, context)
  await door.goto('/sign-in')
  await door.getByLabel('E-mail').fill(account.email)
  await door.getByLabel('Password', { exact: true }).fill(account.password)
  hears = await listener(door)
  const message = 'Too many tries for this account. Try again in a moment.'
  await door.route('**/api/session', (route) =>
    route.fulfill({ status: 429, json: { code: 'too_many', message, requestId: 'req_1', retryAfter: 5 } }),
  )
  await door.getByRole('button', { name: 'Sign in' }).click()
  await hears(message)
})

test('a server that is not there, and each step on the way to it', async ({ page, account }) => {
  expect(account.workspaceId).not.toBe('')
  await page.goto('/servers/new')
  await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9/mcp')
  const hears = await listener(page)
  await page.getByRole('button', { name: 'Connect and register' }).click()
  await hears(/^Find the address: done/)
  await hears(/^Connect: failed/)
  await hears('Nothing was registered.')
})

test('the first call that a policy decides', async ({ page, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/start?server=${gate.serverId}&policy=${gate.policyId}&grant=${gate.grantId}`)
  await expect(page.getByRole('heading', { name: 'Watch the first call' })).toBeVisible()
  const hears = await listener(page)
  const client = await connect(gate.url, gate.token)
  await callTool(client, 'list_notes')
  await hears('You are set up.')
  await client.close()
})
