import type { Client } from '@modelcontextprotocol/client'
import type { Page } from '@playwright/test'
import type { Account } from '../account.ts'
import { openGate } from '../gate.ts'
import { callTool, connect } from '../mcp.ts'
import { startReplay } from '../upstreams/replay.ts'
import { type Doing, timed } from './timed.ts'
import type { Tool } from './tools.ts'

/** ux.md §5, points 5, 14 and 15: what is published is enforced, what was called is replayed, what is wrong is taken back. */
export interface Enforcing {
  /** From the key that publishes to the first call of an agent that is judged by it. */
  readonly publish: readonly number[]
  /** From the button to the same, of what was published a moment ago and of what is gone back to in the history. */
  readonly undo: readonly number[]
  readonly goBack: readonly number[]
  readonly replay: Replayed
}

interface Replayed {
  readonly calls: number
  /** From the key that opens the review to the numbers on the screen. */
  readonly ms: number
  /** Of that the replay alone, in its worker. */
  readonly worker: number
  /** What the screen says, if it is not what the calls were made to come to. */
  readonly wrong: string | undefined
}

interface EnforcingNeeds {
  readonly account: Account
  readonly page: Page
  readonly origin: string
  readonly tools: readonly Tool[]
}

const calls = 10_000
const rounds = 5
const ledger = 'bench_get_ledger'
const pages = 'bench_get_page'
const retired = 'bench_get_retired'
const secret = 'bench_get_secret'
const dearest = 70

function madeTool(name: string, properties: object): Tool {
  return { name, description: 'Reads. Changes nothing.', inputSchema: { type: 'object', properties } }
}

const own = [
  madeTool(ledger, {}),
  madeTool(pages, { number: { type: 'number' } }),
  madeTool(secret, {}),
  madeTool(retired, {}),
]

/** Every tool denied but those that are called: nothing is to be ticked or explained before it is published. */
function policyOf(tools: readonly Tool[]) {
  const allowed = [ledger, pages, retired]
  const rules: Record<string, object> = {}
  for (const { name } of tools)
    rules[name] = allowed.includes(name) ? {} : { action: 'deny', reason: 'Ask the team.' }
  return { version: '1', default: 'deny', tools: rules }
}

export async function enforcing(needs: EnforcingNeeds): Promise<Enforcing> {
  const listed = [...needs.tools.slice(own.length), ...own]
  const upstream = await startReplay(listed)
  const times = await publishedAndBack(needs, upstream.url, listed)
  const replay = await replayed(needs, upstream.url, listed)
  await upstream.end()
  return { ...times, replay }
}

async function openReplay({ account, tools }: EnforcingNeeds, name: string, url: string, policy: object) {
  const gate = await openGate(account, `${name} ${tools.length}`, { kind: 'http', url }, policy)
  return { gate, agent: await connect(gate.url, gate.token) }
}

/** Calls as agents make them, many at a time: 4 of 10 of one tool, 4 of another, 1 that is denied, 1 of a tool that goes. */
async function callAll(agent: Client): Promise<void> {
  const names = [ledger, pages, ledger, pages, secret, ledger, pages, ledger, pages, retired]
  let next = 0
  const work = async () => {
    for (let turn = next++; turn < calls; turn = next++)
      await callTool(agent, names[turn % 10] ?? ledger, { number: Math.floor(turn / 10) % 100 })
  }
  await Promise.all(Array.from({ length: 16 }, work))
}

/** `listed` is what the upstream says it has: a tool goes from there. */
async function replayed(needs: EnforcingNeeds, url: string, listed: Tool[]): Promise<Replayed> {
  const { account, page, origin } = needs
  const policy = policyOf(listed)
  const { gate, agent } = await openReplay(needs, 'Replayed', url, policy)
  await callAll(agent)
  await agent.close()
  listed.pop()
  await account.text('POST', `/api/servers/${gate.serverId}/discover`)
  const deny = [{ conditions: [{ path: 'args.number', op: 'gte', value: dearest }] }]
  const rules = { ...policy.tools, [ledger]: { action: 'deny' }, [pages]: { deny_if: deny } }
  const text = JSON.stringify({ ...policy, tools: rules }, null, 2)
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, { text, base: 1, expected: null })
  await page.goto(`${origin}/servers/${gate.serverId}/policies/${gate.policyId}`)
  await page.getByRole('grid').getByRole('row').nth(3).waitFor()
  await page.waitForTimeout(2500)
  await page.getByRole('grid').focus()
  const { ms } = await timed(page, 'ControlOrMeta+Enter', { what: 'words', words: 'would now be denied.' })
  const said = page.locator('[data-replay-ms]')
  const words = (await said.textContent()) ?? ''
  return { calls, ms, worker: Number(await said.getAttribute('data-replay-ms')), wrong: wrongIn(words) }
}

/** The sums are known from how the calls were made, not from the engine that replays them. */
function wrongIn(words: string): string | undefined {
  const denied = calls * 0.4 + (calls * 0.4 * (100 - dearest)) / 100
  const wanted = [`${calls} calls`, `${denied} would now be denied`, `${calls * 0.1} not replayable`]
  return wanted.every((part) => words.replaceAll(',', '').includes(part)) ? undefined : words
}

/** Denied by keys, undone by a button, denied again, and gone back to in the history. */
async function publishedAndBack(
  needs: EnforcingNeeds,
  url: string,
  listed: readonly Tool[],
): Promise<Omit<Enforcing, 'replay'>> {
  const { page, origin } = needs
  const { gate, agent } = await openReplay(needs, 'Enforced', url, policyOf(listed))
  await page.goto(`${origin}/servers/${gate.serverId}/policies/${gate.policyId}?q=${ledger}`)
  await page.getByRole('grid').getByRole('row').last().waitFor()
  const times: Record<'publish' | 'undo' | 'goBack', number[]> = { publish: [], undo: [], goBack: [] }
  let version = 1
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const enforced = (doing: Doing) =>
    untilJudged(agent, () => timed(page, doing, { what: 'words', words: `v${++version} enforced` }))
  const publish = async () => {
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByRole('button', { name: `Publish v${version + 1} as enforced`, disabled: false }).waitFor()
    times.publish.push(await enforced('ControlOrMeta+Enter'))
  }
  for (let round = 0; round < rounds; round += 1) {
    await page.getByRole('grid').focus()
    await page.keyboard.press('End')
    await page.keyboard.press('d')
    await publish()
    times.undo.push(await enforced(() => button('Undo').click()))
    // What was undone is a draft again.
    await publish()
    await button('History').click()
    const former = button(`Go back to v${version - 1}`)
    await former.waitFor()
    times.goBack.push(await enforced(() => former.click()))
  }
  await agent.close()
  return times
}

/** How long after an action of the page's an agent that calls without a pause is answered otherwise than before. */
async function untilJudged(agent: Client, act: () => Promise<{ readonly began: number }>): Promise<number> {
  const { isError: before } = await callTool(agent, ledger)
  let at = 0
  let isOver = false
  const watching = (async () => {
    while (!isOver && at === 0)
      if ((await callTool(agent, ledger)).isError !== before) at = performance.timeOrigin + performance.now()
  })()
  const { began } = await act()
  const patience = setTimeout(() => {
    isOver = true
  }, 10_000)
  await watching
  clearTimeout(patience)
  return at === 0 ? Number.NaN : at - began
}
