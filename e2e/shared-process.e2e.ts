import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/client'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { callTool, connect } from './mcp.ts'

const official = join(import.meta.dirname, 'peers/node_modules/@modelcontextprotocol')
const program = (name: string, ...args: string[]) => ({
  kind: 'stdio' as const,
  command: process.execPath,
  args: [join(official, name, 'dist/index.js'), ...args],
})
const everything = { version: '1', default: 'allow' }

/** The server counts the thoughts that it has heard, from whoever shares it. */
async function thoughtsHeard(client: Client): Promise<string> {
  const thought = { thought: 'open', thoughtNumber: 1, totalThoughts: 2, nextThoughtNeeded: true }
  const { text } = await callTool(client, 'sequentialthinking', thought)
  return text.match(/"thoughtHistoryLength": (\d+)/)?.[1] ?? text
}

test('a person lets all agents share one process, and the clients that are there go on', async ({
  page,
  account,
}) => {
  const gate = await openGate(account, 'thinking', program('server-sequential-thinking'), everything)
  const other = await gate.mint('another agent')
  const ada = await connect(gate.url, gate.token)
  const bob = await connect(gate.url, other.token)
  expect([await thoughtsHeard(ada), await thoughtsHeard(bob)]).toEqual(['1', '1'])

  await page.goto(`/servers/${gate.serverId}/settings`)
  await page.getByRole('radio', { name: 'One for all grants' }).click()
  await expect(page.getByText('All agents share one process.')).toBeVisible()
  expect([await thoughtsHeard(ada), await thoughtsHeard(bob)]).toEqual(['1', '2'])

  await page.reload()
  await expect(page.getByRole('radio', { name: 'One for all grants' })).toBeChecked()
  await page.getByRole('radio', { name: 'One for each session' }).click()
  await expect(page.getByText('nothing that one agent does can be seen by another')).toBeVisible()
  expect([await thoughtsHeard(ada), await thoughtsHeard(bob)]).toEqual(['1', '1'])
  await Promise.all([ada.close(), bob.close()])
})

test('agents that share the reference server hear of their own calls only', async ({ account }) => {
  const transport = { ...program('server-everything', 'stdio'), isShared: true }
  const gate = await openGate(account, 'everything', transport, everything)
  const other = await gate.mint('another agent')
  const clients = [await connect(gate.url, gate.token), await connect(gate.url, other.token)]
  const heard = await Promise.all(
    clients.map(async (client, at) => {
      const reports: unknown[] = []
      const call = client.callTool(
        { name: 'trigger-long-running-operation', arguments: { duration: 1 + at / 2, steps: 2 + at } },
        { onprogress: ({ progress, total }) => void reports.push([progress, total]) },
      )
      expect(await callTool(client, 'echo', { message: `${at}` })).toMatchObject({ text: `Echo: ${at}` })
      await call
      return reports
    }),
  )
  expect(heard).toEqual([
    [
      [1, 2],
      [2, 2],
    ],
    [
      [1, 3],
      [2, 3],
      [3, 3],
    ],
  ])
  const lists = await Promise.all(clients.map((client) => client.listTools()))
  expect(lists[0]?.tools.length).toBeGreaterThan(10)
  expect(lists[0]).toEqual(lists[1])
  await Promise.all(clients.map((client) => client.close()))
})
