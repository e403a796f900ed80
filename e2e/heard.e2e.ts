import type { Account } from './account.ts'
import { openBuilder } from './builder.ts'
import { expect, newPage, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'
import { startReplay } from './upstreams/replay.ts'

// What who does not see the page is told of it, in the words that are said.

const first = {
  version: '1',
  default: 'deny',
  tools: { list_notes: {}, add_note: {}, delete_note: { action: 'require_approval' } },
}

test('in the list: what was set, how many, what a step back undid, and that there is none', async ({
  page,
  account,
}) => {
  await openBuilder(page, account, first)
  const hears = await listener(page)
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('ControlOrMeta+z')
  await hears('There is nothing to undo.')
  await page.keyboard.press('End')
  await page.keyboard.press('Space')
  await hears('1 tool is marked.')
  await page.keyboard.press('Escape')
  await hears('Nothing is marked.')
  await page.keyboard.press('ControlOrMeta+a')
  await hears('All 5 tools are marked.')
  await page.keyboard.press('d')
  await hears('5 tools set to Deny.')
  await page.keyboard.press('d')
  await hears('Nothing to change.')
  await page.keyboard.press('ControlOrMeta+z')
  await hears('Undone: Set 5 tools to Deny.')
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await hears('Done again: Set 5 tools to Deny.')
  await page.getByRole('searchbox', { name: 'Filter the tools' }).fill('risk:dangerous')
  await hears('dangerous is not known')
  await page.getByRole('searchbox', { name: 'Filter the tools' }).fill('nothing like it')
  await hears('0 of 5 shown')
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: 'Read', exact: true }) })
    .getByRole('button', { name: 'Set 1 …' })
    .click()
  await page.getByRole('menuitem', { name: 'Set 1 to Hide' }).click()
  await hears('list_notes: Hide')
})

test('in the list: that many grave tools are loosened at once, asked first and then said', async ({
  page,
  account,
}) => {
  const tools = Array.from({ length: 12 }, (_, at) => ({ name: `delete_order_${at}` }))
  const upstream = await startReplay(tools)
  const transport = { kind: 'http' as const, url: upstream.url }
  const gate = await openGate(account, 'Shop', transport, { version: '1', default: 'deny' })
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  const grid = page.getByRole('grid')
  await expect(grid).toBeVisible()
  const hears = await listener(page)
  await grid.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await hears('All 12 tools are marked.')
  await page.keyboard.press('a')
  const question = page.getByRole('alertdialog', { name: 'Set 12 tools to Allow?' })
  await expect(question).toHaveAccessibleDescription(/This loosens 12 destructive or financial tools/)
  await question.getByRole('button', { name: 'Set 12 to Allow' }).press('Enter')
  await hears('12 tools set to Allow.')
  await expect(grid).toBeFocused()
  await upstream.end()
})

test('in the rule: what a condition lacks, values that are listed, what mended a problem', async ({
  page,
  account,
}) => {
  const gate = await openBuilder(page, account, first)
  const conditions = [{ path: 'args.txt', op: 'eq', value: 'x' }]
  const slip = { ...first, tools: { ...first.tools, add_note: { deny_if: [{ conditions }] } } }
  const text = JSON.stringify(slip, null, 2)
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, { text, base: 1, expected: null })
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=add_note`)
  const pane = page.getByRole('tabpanel')
  await expect(pane.getByRole('button', { name: 'Change to text', exact: true })).toBeVisible()
  const hears = await listener(page)
  await pane.getByRole('button', { name: 'Change to text', exact: true }).click()
  await hears('Change to text: done.')
  await page.getByRole('button', { name: 'Add condition' }).click()
  const form = page.getByRole('form', { name: 'New condition' })
  await form.getByRole('combobox', { name: 'Comparison of condition 1' }).click()
  await page.getByRole('option', { name: 'is one of' }).click()
  await form.getByRole('button', { name: 'Add', exact: true }).last().click()
  await hears('Add at least one value.')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).fill('plan')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).press('Enter')
  await hears('plan added.')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).fill('plan')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).press('Enter')
  await hears('plan is there already.')
})

test('in the rule and in the policy: what a number, a name or a pattern lacks, and what it fits', async ({
  page,
  account,
}) => {
  await openBuilder(page, account, first, '?sel=delete_note')
  const hears = await listener(page)
  const people = page.getByRole('textbox', { name: 'How many must approve' })
  await people.fill('0')
  for (const key of ['Enter', 'Enter', 'Tab']) {
    await people.press(key)
    expect(await hears('From 1 to 16 people.')).toEqual([])
  }
  await expect(people).toHaveAttribute('aria-invalid', 'true')
  await expect(people).toHaveAccessibleDescription('From 1 to 16 people.')
  const time = page.getByRole('textbox', { name: 'Time to answer' })
  await time.fill('2')
  await time.press('Enter')
  await expect(people).toHaveAccessibleDescription('From 1 to 16 people.')
  await people.fill('2')
  await people.press('Enter')
  await expect(people).not.toHaveAttribute('aria-invalid')
  await expect(people).toHaveAccessibleDescription('')
  await page.getByRole('button', { name: 'Add limit' }).click()
  const counter = page.getByRole('textbox', { name: 'Counter of limit 1' })
  await counter.fill('')
  await counter.press('Enter')
  await hears('A counter has a name.')
  await page.getByRole('button', { name: 'Whole policy', exact: true }).click()
  await page.getByRole('combobox', { name: 'Name or pattern to hide' }).fill('*_note')
  await hears('Fits 2 tools.')
})

test('in the rule: that a name is taken, at each Enter and when it is left', async ({ page, account }) => {
  const policy = { ...first, tools: { ...first.tools, 'run_*': {} } }
  await openBuilder(page, account, policy, `?sel=${encodeURIComponent('run_*')}`)
  const pattern = page.getByRole('textbox', { name: 'Pattern', exact: true })
  await pattern.fill('add_note')
  const hears = await listener(page)
  for (const key of ['Enter', 'Enter', 'Tab']) {
    await pattern.press(key)
    expect(await hears('There is a rule of this name already.')).toEqual([])
  }
})

test('of the draft: that the server did not take it, and that it was discarded elsewhere', async ({
  world,
  context,
  account,
}) => {
  // A page of its own: a refused save is an error on the console, and here it is meant.
  const here = await newPage(world, context)
  const gate = await openBuilder(here, account, first)
  const hears = await listener(here)
  const isDraft = (url: URL) => url.pathname.endsWith('/draft')
  await here.route(isDraft, (route) =>
    route.request().method() === 'PUT' ? route.fulfill({ status: 500, body: '' }) : route.continue(),
  )
  const action = here.getByRole('grid').getByRole('group', { name: 'Action for add_note' })
  await action.getByRole('radio', { name: 'Deny' }).check({ force: true })
  await hears('The draft is not saved.')
  await here.unrouteAll()
  await here.getByRole('button', { name: 'draft not saved: try again' }).click()
  await expect(here.getByText(/^saved /)).toBeVisible()
  await hears('The draft is saved.')
  await account.call('DELETE', `/api/policies/${gate.policyId}/draft`)
  await action.getByRole('radio', { name: 'Hide' }).check({ force: true })
  await here.keyboard.press('ControlOrMeta+s')
  await hears('This draft was discarded or published elsewhere.')
})

async function publishAs(account: Account, gate: Gate, tools: object, base: number): Promise<void> {
  const text = JSON.stringify({ ...first, tools: { ...first.tools, ...tools } })
  await account.call('POST', `/api/policies/${gate.policyId}/revisions`, { text, base, note: 'a colleague' })
}

test('of others: what came in, what both changed, how much is left to choose, and that the line is lost', async ({
  world,
  context,
  account,
}) => {
  // A lost line is an error on the console, and here it is meant.
  const here = await newPage(world, context)
  const gate = await openBuilder(here, account, first)
  const hears = await listener(here)
  const action = (tool: string, choice: string) =>
    here
      .getByRole('grid')
      .getByRole('group', { name: `Action for ${tool}` })
      .getByRole('radio', { name: choice })
  await action('add_note', 'Deny').check({ force: true })
  await publishAs(account, gate, { list_notes: { reason: 'Only reads.' } }, 1)
  await hears(/Note: v2 by .* came in beside your changes\./)
  await publishAs(account, gate, { list_notes: { reason: 'Only reads.' }, run_report: {} }, 2)
  await hears(/Note: v3 by .* came in beside your changes\./)
  await publishAs(account, gate, { add_note: { action: 'hide' } }, 3)
  await hears(/Warning: .* published v4 since you began\. One thing was changed by both: you choose\./)
  await here.getByRole('button', { name: 'Bring together' }).click()
  await here.getByRole('dialog').getByRole('radio', { name: 'Mine' }).check({ force: true })
  await hears('Every question has its answer.')
  await here.keyboard.press('Escape')
  await world.kill('SIGKILL')
  await action('list_notes', 'Ask').check({ force: true })
  await here.keyboard.press('ControlOrMeta+s')
  await hears('Warning: Offline. You can go on')
})

test('in the inbox: what has come, and what was decided', async ({ page, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const client = await connect(gate.url, gate.token)
  await page.goto('/approvals')
  await expect(page.getByText('Nothing waits for you.', { exact: false }).first()).toBeVisible()
  const hears = await listener(page)
  const held = callTool(client, 'delete_note', { id: 1 })
  await hears('A new approval, destructive or financial.')
  const deny = page.getByRole('button', { name: /^Deny/ })
  await expect(deny.first()).toBeVisible()
  // A card that has just come takes no click for a moment; the first opens the question for the reason.
  await expect(async () => {
    if ((await deny.count()) > 0) await deny.last().click({ timeout: 1000 })
    await expect(deny).toHaveCount(0, { timeout: 1000 })
  }).toPass()
  await hears('Denied.')
  expect((await held).isError).toBe(true)
  await client.close()
})

test('of a grant: which policy it has now, and what its client has done', async ({ page, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const { token } = await gate.mint('night shift')
  await page.goto(`/servers/${gate.serverId}/grants`)
  await page.getByRole('button', { name: 'Actions for night shift' }).click()
  await page.getByRole('menuitem', { name: 'Connect a client' }).click()
  await expect(page.getByRole('dialog')).toContainText('Waiting for the first request')
  const hears = await listener(page)
  const client = await connect(gate.url, token)
  await hears(/Initialized\.$/)
  await client.listTools()
  await hears('Tools listed.')
  await hears(/^Connected\. Ask the agent to use a tool/)
  await callTool(client, 'list_notes')
  await hears('Call enforced.')
  await client.close()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByRole('combobox', { name: 'Policy of night shift' }).click()
  await page.getByRole('option', { name: /^No policy/ }).click()
  await hears('The policy of night shift has changed.')
})

test('of a server: each step on the way to its tools, and how many are new, changed and gone', async ({
  page,
  account,
}) => {
  const tools = [{ name: 'list_orders', inputSchema: { type: 'object' } }, { name: 'print_label' }]
  const upstream = await startReplay(tools)
  const gate = await openGate(account, 'Shop', { kind: 'http', url: upstream.url }, first)
  await page.goto(`/servers/${gate.serverId}/tools`)
  const hears = await listener(page)
  await page.getByRole('button', { name: 'Discover again' }).click()
  await hears('Done: 2 tools, and nothing has changed.')
  await page.getByRole('button', { name: 'Done' }).click()
  tools.splice(1, 1, { name: 'archive_order' }, { name: 'refund_order' })
  await page.getByRole('button', { name: 'Discover again' }).click()
  await hears(/^List its tools: done/)
  await hears('3 tools now. New: 2. Gone: 1.')
  await upstream.end()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Discover again' }).click()
  await hears(/The tools stay as they were\./)
})

test('elsewhere: how many tools a filter leaves, what was copied, what was saved', async ({
  page,
  context,
  account,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/servers/${gate.serverId}/tools`)
  await expect(page.getByText('list_notes').first()).toBeVisible()
  const hears = await listener(page)
  await page.getByRole('searchbox').first().fill('note')
  await hears('4 tools')
  await page.getByRole('button', { name: 'Copy gateway URL' }).click()
  await hears('Copied.')
  await page.getByRole('main').getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('textbox', { name: 'Name' }).first().fill('Renamed')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await hears('Saved.')
  await expect(page.getByRole('heading', { level: 1, name: 'Renamed' })).toBeVisible()
})
