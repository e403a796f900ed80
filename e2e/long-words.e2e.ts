import type { Locator } from '@playwright/test'
import { expectNotSideways } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { callTool, connect } from './mcp.ts'
import { type Replay, startReplay } from './upstreams/replay.ts'

// As long as the protocol lets a name be, in one word, and beside it what some servers write, and what others do not.

const long = `delete_${'a'.repeat(57)}`
const tools = [
  {
    name: long,
    description: 'x'.repeat(40_000),
    inputSchema: {
      type: 'object',
      properties: { ['p'.repeat(64)]: { type: 'string', description: 'y'.repeat(5_000) } },
    },
  },
  { name: 'nothing', inputSchema: { type: 'object' } },
]
const endless = 'a'.repeat(50)
const policy = { version: '1', default: 'deny', tools: { [long]: { action: 'require_approval' } } }

let upstream: Replay | undefined
test.afterEach(() => upstream?.end())

async function expectNoSecondScroll(frame: Locator): Promise<void> {
  await expect(frame).toBeVisible()
  const over = await frame.evaluate((element) =>
    [element, ...element.querySelectorAll('*')]
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
      .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
      .map(({ outerHTML }) => outerHTML.slice(0, 120)),
  )
  expect(over).toEqual([])
}

test('names, descriptions and arguments without end push nothing out of sight', async ({ page, account }) => {
  upstream = await startReplay(tools)
  const gate = await openGate(account, endless, { kind: 'http', url: upstream.url }, policy)
  const client = await connect(gate.url, gate.token)
  const held = callTool(client, long)

  await page.goto(`/servers/${gate.serverId}/tools?tool=${long}`)
  const chosen = page.getByRole('complementary', { name: 'The chosen tool' })
  await expect(chosen.getByRole('heading', { name: long })).toBeVisible()
  await expectNoSecondScroll(chosen)
  await chosen.getByRole('button', { name: 'Show all 40,000 characters' }).click()
  await expectNoSecondScroll(chosen)

  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=${long}`)
  await expect(page.getByRole('heading', { name: long })).toBeVisible()
  const rule = page.getByRole('tabpanel', { name: 'Rule' })
  await expectNoSecondScroll(rule)
  await rule.getByRole('button', { name: 'Show all 40,000 characters' }).click()
  await expectNoSecondScroll(rule)
  await rule.getByRole('button', { name: 'Show less' }).click()
  const sidebar = page.getByRole('complementary').filter({ has: page.getByRole('link', { name: endless }) })
  await expectNoSecondScroll(sidebar)

  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 900 })
    await page.goto('/approvals')
    // What is left of the time is what one must see.
    const waiting = page.getByRole('link').filter({ hasText: long }).first()
    const left = waiting.getByRole('timer')
    await expect(left).toBeInViewport({ ratio: 1 })
    await expectNotSideways(page)
  }
  await client.close()
  await held.catch(() => undefined)
})
