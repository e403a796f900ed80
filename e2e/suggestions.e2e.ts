import type { Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expectNoViolation } from './axe.ts'
import { expect, signUp, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'
import { startReplay } from './upstreams/replay.ts'

const order = { type: 'string', description: 'The number of the order.' }
const tools = [
  {
    name: 'list_orders',
    description: 'Lists the orders. Changes nothing.',
    inputSchema: { type: 'object', properties: {} },
    annotations: { readOnlyHint: true },
  },
  {
    name: 'update_order',
    description: 'Updates the discount of an order.',
    inputSchema: {
      type: 'object',
      properties: {
        order,
        percent: { type: 'number' },
        reach: { type: 'string', enum: ['shop', 'web', 'partner'] },
      },
      required: ['order', 'percent', 'reach'],
    },
  },
  {
    name: 'delete_customer',
    description: 'Permanently deletes a customer. This cannot be undone.',
    inputSchema: { type: 'object', properties: { customer: { type: 'string' } }, required: ['customer'] },
    annotations: { destructiveHint: true },
  },
  {
    name: 'write_catalogue',
    description: 'Writes the catalogue anew.',
    inputSchema: { type: 'object', properties: {} },
  },
]

const policy = `{
  // what the shop's agents may do
  "version": "1",
  "default": "deny",
  "tools": {
    "list_orders": {}, // everyone
    "update_order": {},
    /* asked for by support */
    "delete_customer": {},
    "write_catalogue": {}
  }
}
`

/** Some days of an agent at work, each on a product that is started that day. */
async function workForDays(gate: Gate, start: (daysAgo: number) => Promise<void>): Promise<void> {
  for (const daysAgo of [4, 3, 2, 1]) {
    await start(daysAgo)
    const agent = await connect(gate.url, gate.token)
    await callTool(agent, 'list_orders')
    for (let n = 0; n < 6; n += 1) {
      const args = { order: `A-${daysAgo}-${n}`, percent: daysAgo * 5 + n, reach: n % 2 ? 'shop' : 'web' }
      expect(await callTool(agent, 'update_order', args)).toMatchObject({ isError: false })
    }
    if (daysAgo > 2) await callTool(agent, 'delete_customer', { customer: `C-${daysAgo}` })
    await agent.close()
  }
}

async function draftText(account: Account, { policyId }: Gate): Promise<string> {
  const draft = await account.call('GET', `/api/policies/${policyId}/draft`)
  return typeof draft === 'object' && draft !== null && 'text' in draft ? String(draft.text) : ''
}

function suggestion(page: Page, sentence: RegExp) {
  return page.getByRole('article').filter({ has: page.getByRole('heading', { name: sentence }) })
}

test('what agents did for days is suggested, taken piece by piece, undone in one step, and enforced', async ({
  world,
  page,
  context,
}) => {
  const upstream = await startReplay(tools)
  const restart = async (daysAgo: number) => {
    await world.kill('SIGTERM')
    await world.start(daysAgo)
  }
  await restart(5)
  const account = await signUp(world, context)
  const gate = await openGate(
    account,
    'Shop',
    { kind: 'http', url: upstream.url },
    { version: '1', default: 'deny' },
  )
  await account.call('POST', `/api/policies/${gate.policyId}/revisions`, {
    text: policy,
    base: 1,
    note: 'the first',
  })
  await workForDays(gate, restart)
  await restart(0)

  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  await expect(page.getByRole('grid')).toBeVisible()
  const hears = await listener(page)
  await page.getByRole('tab', { name: 'Suggest' }).click()
  await hears('From 30 calls in 4 days. 4 suggested.')
  await expect(
    page.getByRole('status').filter({ hasText: 'From 30 calls in 4 days. 4 suggested.' }),
  ).toBeVisible()
  const only = suggestion(page, /^Allow update_order only with what 24 calls have used/)
  // The evidence is what was called: 5 to 25 per cent, and two of three places.
  await expect(only).toContainText('24 calls had 5 to 25')
  await expect(only).toContainText('"shop" 12×, "web" 12×')

  await expectNoViolation(page, 'suggestions')

  await only.getByRole('button', { name: /^Take only: Require that reach is/ }).click()
  await hears('Taken into the draft: update_order.')
  const reach = `"update_order": {
      "require": [{ "conditions": [{ "path": "args.reach", "op": "in", "value": ["shop", "web"] }] }]
    }`
  const withReach = policy.replace('"update_order": {}', reach)
  await page.keyboard.press('ControlOrMeta+S')
  await expect.poll(() => draftText(account, gate)).toBe(withReach)
  // What was taken is no longer suggested, and the rest of it still is.
  await expect(only.getByRole('button', { name: /reach/ })).toHaveCount(0)
  await expect(only).toContainText('24 calls had 5 to 25')

  await page.getByRole('button', { name: /^Take all \d/ }).click()
  await hears(/^\d suggestions taken into the draft\.$/)
  await expect(page.getByText('Nothing to suggest.')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+S')
  await expect
    .poll(() => draftText(account, gate))
    .toContain('"delete_customer": { "action": "require_approval" }')
  await page.keyboard.press('ControlOrMeta+Z')
  await hears(/^Undone: Take \d suggestions\.$/)
  await page.keyboard.press('ControlOrMeta+S')
  await expect.poll(() => draftText(account, gate)).toBe(withReach)

  await page.getByRole('button', { name: 'Take: Hide write_catalogue' }).click()
  await page.getByRole('button', { name: /^Take: Ask a person before delete_customer/ }).click()
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await expect(page.getByRole('dialog')).toContainText(/30 calls\. 2 would now ask/)
  await page.getByRole('button', { name: /Publish v3 as enforced/ }).click()
  await expect(page.getByText('v3 enforced')).toBeVisible()
  const agent = await connect(gate.url, gate.token)
  const args = { order: 'A-1', percent: 5 }
  expect((await callTool(agent, 'update_order', { ...args, reach: 'web' })).isError).toBe(false)
  expect((await callTool(agent, 'update_order', { ...args, reach: 'partner' })).isError).toBe(true)
  expect((await agent.listTools()).tools.map(({ name }) => name)).not.toContain('write_catalogue')
  await agent.close()
  await upstream.end()
})
