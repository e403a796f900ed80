import type { Locator, Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expectFitsNarrow, expectNoViolation, wear } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'
import { type Replay, startReplay } from './upstreams/replay.ts'

interface Tool {
  readonly name: string
  readonly description?: string
  readonly inputSchema: object
}

function tool(name: string, properties: object, description = `${name} of the shop`): Tool {
  return { name, description, inputSchema: { type: 'object', properties, additionalProperties: false } }
}

const listOrders = tool('list_orders', { page: { type: 'number' } })
const before = [
  listOrders,
  tool('refund_order', { id: { type: 'string' }, amount: { type: 'number' } }),
  tool('charge_card', { amount: { type: 'number' } }),
  tool('print_label', { id: { type: 'string' } }),
]
const after = [
  listOrders,
  tool('refund_order', { id: { type: 'string' }, amount: { type: 'string' }, currency: { type: 'string' } }),
  tool('charge_card', { cents: { type: 'number' } }),
  tool('archive_order', { id: { type: 'string' } }),
]
const policy = {
  version: '1',
  default: 'deny',
  tools: {
    list_orders: {},
    refund_order: { action: 'deny' },
    charge_card: { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }] }] },
    print_label: {},
  },
}

let upstream: Replay | undefined
test.afterEach(() => upstream?.end())

/** A shop that has changed its tools since the policy was published. */
async function openDrifted(page: Page, account: Account): Promise<Gate> {
  const tools = [...before]
  upstream = await startReplay(tools)
  const gate = await openGate(account, 'Shop', { kind: 'http', url: upstream.url }, policy)
  tools.splice(0, tools.length, ...after)
  await account.text('POST', `/api/servers/${gate.serverId}/discover`)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  return gate
}

const row = (page: Page, name: string) => page.getByRole('grid').getByRole('row', { name: new RegExp(name) })
const news = (page: Page) => page.getByRole('button', { name: /The server changed/ })
const sheet = (page: Page) => page.getByRole('dialog', { name: 'What the server changed since v1' })

test('what the server changed since the last publish is told tool by tool, and stays until it was looked at', async ({
  page,
  account,
}) => {
  await openDrifted(page, account)
  await expect(news(page)).toHaveText(/2 changed, 1 new, 1 gone/)
  await expect(row(page, 'refund_order')).toContainText('drifted')
  await news(page).click()
  await expect(sheet(page).getByRole('listitem').filter({ hasText: 'refund_order' })).toContainText(
    'amount is string now, and was number',
  )
  await expect(sheet(page)).toContainText('currency is new')
  const charge = sheet(page)
    .getByRole('listitem')
    .filter({ hasText: /^charge_card/ })
  await expect(charge).toContainText('amount is gone')
  await expect(charge).toContainText('There is no argument amount')
  await expect(sheet(page)).toContainText('archive_order')
  await expect(sheet(page)).toContainText('print_label')
  await expectNoViolation(page)
  await wear(page, 'dark')
  await expectNoViolation(page, 'dark')
  await expectFitsNarrow(page, 'dark and narrow')
  await page.setViewportSize({ width: 1440, height: 900 })
  await sheet(page).getByRole('button', { name: 'Open the rule' }).first().click()
  const rule = page.getByRole('group', { name: 'The rule of the selected tool' })
  await expect(rule).toContainText('Changed by the server since v1')
  const hears = await listener(page)
  await rule.getByRole('button', { name: 'Looked at' }).click()
  await hears('Looked at refund_order.')
  await expect(rule).toContainText('looked at what the server changed')
  await expect(row(page, 'refund_order')).not.toContainText('drifted')
  await expect(news(page)).toHaveText(/1 changed, 1 new, 1 gone/)
})

test('what the server changed of a tool is read before what can be done about it', async ({
  page,
  account,
}) => {
  await openDrifted(page, account)
  for (const [width, stands] of [
    [1440, 'beside the name'],
    [360, 'below the facts'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await news(page).click()
    const refund = sheet(page)
      .getByRole('listitem')
      .filter({ hasText: /^refund_order/ })
    await expect(refund).toMatchAriaSnapshot(`
      - listitem:
        - code: refund_order
        - text: Financial
        - list:
          - listitem:
            - code: amount
            - text: is string now, and was number
          - listitem:
            - code: currency
            - text: is new
        - button "Open the rule"
        - button "Looked at"
    `)
    const top = async (locator: Locator) => (await locator.boundingBox())?.y ?? Number.NaN
    const button = await top(refund.getByRole('button', { name: 'Looked at' }))
    const fact = await top(refund.getByText('currency is new'))
    expect(button < fact ? 'beside the name' : 'below the facts').toBe(stands)
    await page.keyboard.press('Escape')
    await expect(sheet(page)).toBeHidden()
  }
})

test('what was looked at and kept is so on another computer too, until something changes', async ({
  page,
  account,
  browser,
  context,
  world,
}) => {
  const gate = await openDrifted(page, account)
  const hears = await listener(page)
  await news(page).click()
  await sheet(page).getByRole('button', { name: 'Keep' }).click()
  await hears('print_label is kept.')
  await sheet(page).getByRole('button', { name: 'All looked at' }).click()
  await hears('Looked at 3 tools.')
  await expect(news(page)).toBeHidden()
  await expect(row(page, 'print_label')).toContainText('kept')
  const elsewhere = await browser.newContext({
    storageState: { ...(await context.storageState()), origins: [] },
  })
  const other = await elsewhere.newPage()
  await other.goto(`${world.origin}/servers/${gate.serverId}/policies/${gate.policyId}`)
  await expect(row(other, 'print_label')).toContainText('kept')
  await expect(news(other)).toBeHidden()
  await row(other, 'print_label').click()
  await other.getByRole('button', { name: 'Point it out again' }).click()
  await expect(news(other)).toHaveText(/1 gone/)
  await elsewhere.close()
})
