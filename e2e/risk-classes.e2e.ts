import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { type Replay, startReplay } from './upstreams/replay.ts'

let upstream: Replay | undefined
test.afterEach(() => upstream?.end())

function syncOrders(description: string, annotations: object): object {
  return { name: 'sync_orders', description, inputSchema: { type: 'object' }, annotations }
}

const policy = { version: '1', default: 'deny', risk: { write: {}, destructive: { action: 'deny' } } }

test('the new class of a tool acts once the same text is published again', async ({ page, account }) => {
  const tools = [syncOrders('Writes the orders.', { destructiveHint: false })]
  upstream = await startReplay(tools)
  const gate = await openGate(account, 'Shop', { kind: 'http', url: upstream.url }, policy)
  tools[0] = syncOrders('Deletes all orders.', { destructiveHint: true })
  await account.text('POST', `/api/servers/${gate.serverId}/discover`)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=sync_orders`)
  await expect(page.getByText('a new risk class to publish')).toBeVisible()
  await page.getByRole('button', { name: 'review and publish' }).click()
  const review = page.getByRole('dialog', { name: /Review and publish/ })
  await expect(review.getByRole('listitem').filter({ hasText: 'sync_orders' })).toContainText('denied')
  await expect(review.getByRole('button', { name: /Publish v2 as enforced/ })).not.toHaveAttribute(
    'aria-disabled',
  )
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('v2 enforced')).toBeVisible()
  await expect(page.getByText('a new risk class to publish')).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Review & publish/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})
