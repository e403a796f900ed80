import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../fixtures.ts'
import { openGate } from '../gate.ts'
import { callTool, connect } from '../mcp.ts'
import { startReplay } from '../upstreams/replay.ts'

const named = 'get_active_user_sessions'
const real = join(import.meta.dirname, '../../../shared/servers/fortimanager-mcp.tools.json')

/** The real inventory where it stands beside the checkout, else one of the same size. */
function inventory(): { name: string }[] {
  if (existsSync(real)) return JSON.parse(readFileSync(real, 'utf8'))
  const others = Array.from({ length: 575 }, (_, index) => ({
    name: `delete_object_${index}`,
    inputSchema: { type: 'object' },
  }))
  return [...others, { name: named, inputSchema: { type: 'object' } }]
}

test('under default deny, the one tool that is named is the one that gets through', async ({ account }) => {
  const tools = inventory()
  expect(tools).toHaveLength(576)
  const upstream = await startReplay(tools)
  const gate = await openGate(
    account,
    'fortimanager',
    { kind: 'http', url: upstream.url },
    { version: '1', default: 'deny', tools: { [named]: {} } },
  )
  const client = await connect(gate.url, gate.token)
  expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual([named])
  for (const { name } of tools) {
    const answer = await callTool(client, name)
    expect(answer.isError, name).toBe(name !== named)
  }
  expect(upstream.called.map((call) => call.name)).toEqual([named])
  await client.close()
  await upstream.end()
})

test('all of them are listed by risk, and only those in sight are drawn', async ({ page, account }) => {
  const tools = inventory()
  const upstream = await startReplay(tools)
  const gate = await openGate(
    account,
    'fortimanager',
    { kind: 'http', url: upstream.url },
    { version: '1', default: 'deny' },
  )
  await page.goto(`/servers/${gate.serverId}/tools`)
  await expect(page.getByPlaceholder(`Search ${tools.length} tools`)).toBeVisible()
  const destructive = page.getByRole('button', { name: /^Destructive/ })
  await expect(destructive).toBeVisible()
  await page.getByPlaceholder(`Search ${tools.length} tools`).fill(named)
  await expect(page.getByText(named, { exact: true }).first()).toBeVisible()

  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  const grid = page.getByRole('grid')
  await expect(grid.getByRole('row').first()).toBeVisible()
  expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(tools.length)
  expect(await grid.getByRole('row').count()).toBeLessThanOrEqual(60)
  await upstream.end()
})
