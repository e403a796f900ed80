import { createServer } from 'node:http'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'
import { startReplay } from './upstreams/replay.ts'

const tools = [
  {
    name: 'nas',
    description: 'Manages a storage system.',
    inputSchema: { type: 'object', properties: { action: { type: 'string' }, params: { type: 'object' } } },
  },
]

/** A server with one tool that runs many: the shape of TrueNAS. */
async function openUpstream(): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (request.method !== 'POST' || !body.includes('"id"')) {
      response.writeHead(request.method === 'POST' ? 202 : 405).end()
      return
    }
    const { id, method } = JSON.parse(body)
    const result =
      method === 'initialize'
        ? {
            protocolVersion: '2025-06-18',
            capabilities: { tools: {} },
            serverInfo: { name: 'nas', version: '1' },
          }
        : method === 'tools/list'
          ? { tools }
          : { content: [{ type: 'text', text: 'done' }] }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/mcp`, close: () => void server.close() }
}

test('a person looks inside a dispatcher, and its actions have rules of their own', async ({
  page,
  account,
}) => {
  const upstream = await openUpstream()
  const policy = { version: '1', default: 'deny', tools: { pool_list: {} } }
  const gate = await openGate(account, 'Storage', { kind: 'http', url: upstream.url }, policy)
  const client = await connect(gate.url, gate.token)
  const list = { action: 'pool_list', params: { pool: 'tank' } }
  expect(await callTool(client, 'nas', list)).toMatchObject({ isError: true })

  await page.goto(`/servers/${gate.serverId}/tools?tool=nas`)
  await page.getByRole('button', { name: 'Look inside' }).click()
  const hears = await listener(page)
  const dialog = page.getByRole('dialog', { name: 'What nas runs' })
  // What the agent has tried is proposed; the name that no rule is for is typed.
  await expect(dialog.getByLabel('Its own actions')).toHaveValue('pool_list')
  await dialog.getByLabel('Its own actions').fill('pool_list\npool_delete')
  await dialog.getByRole('button', { name: 'Judge by what it runs' }).click()
  await hears('Calls of nas are judged by what they run.')
  await expect(page.getByRole('heading', { name: 'What it runs' })).toBeVisible()

  await expect.poll(() => callTool(client, 'nas', list)).toEqual({ text: 'done', isError: false })
  expect(await callTool(client, 'nas', { action: 'pool_delete' })).toMatchObject({ isError: true })

  // A shadow that would ask is tried out beside it: nothing changes but what the activity says.
  const shadow = { version: '1', default: 'deny', tools: { pool_list: { action: 'require_approval' } } }
  await account.call('POST', `/api/policies/${gate.policyId}/revisions`, {
    text: JSON.stringify(shadow),
    base: 1,
    mode: 'shadow',
  })
  await expect
    .poll(async () => {
      expect(await callTool(client, 'nas', list)).toMatchObject({ isError: false })
      return account.text('GET', `/api/workspaces/${account.workspaceId}/activity?limit=1`)
    })
    .toContain('"shadow":{"revision":2')
  await page.goto('/activity')
  await page.getByText('nas:pool_list').first().click()
  await expect(page.getByText('would have asked a person')).toBeVisible()
  await client.close()
  upstream.close()
})

test('a tool that seems to run others is pointed out where it is allowed, until a person confirms what it runs', async ({
  page,
  account,
}) => {
  const operation = { type: 'object', properties: { tool: { type: 'string' }, args: { type: 'object' } } }
  const operations = { type: 'array', items: operation }
  const upstream = await startReplay([
    { name: 'batch', inputSchema: { type: 'object', properties: { operations } } },
    { name: 'delete_all', inputSchema: { type: 'object' } },
  ])
  const policy = { version: '1', default: 'deny', tools: { batch: {} } }
  const gate = await openGate(account, 'Batches', { kind: 'http', url: upstream.url }, policy)
  const builder = `/servers/${gate.serverId}/policies/${gate.policyId}?sel=batch`

  await page.goto(builder)
  await expect(page.getByText('batch seems to run other tools by their names')).toBeVisible()
  await page.getByRole('link', { name: 'Look inside' }).click()
  const chosen = page.getByRole('complementary', { name: 'The chosen tool' })
  await chosen.getByRole('button', { name: 'Look inside' }).click()
  await page.getByRole('button', { name: 'Judge by what it runs' }).click()
  await expect(page.getByRole('heading', { name: 'What it runs' })).toBeVisible()

  await page.goto(builder)
  await expect(page.getByRole('heading', { name: 'batch', exact: true })).toBeVisible()
  await expect(page.getByText('in step with what is enforced')).toBeVisible()
  await expect(page.getByText('batch seems to run other tools by their names')).toBeHidden()
  await upstream.end()
})
