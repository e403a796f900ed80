import type { Locator, Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expect, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { callTool, connect } from './mcp.ts'
import { type Replay, startReplay } from './upstreams/replay.ts'

// What forms over JSON elsewhere lose: lists of one, the lines of a list, objects as values, fields that must be there.

const target = { adom: 'root', vdoms: ['a', 'b'] }
const tags = [{ name: 'core' }]
const tool = {
  name: 'update_device',
  description: 'Updates a device.',
  inputSchema: {
    type: 'object',
    properties: {
      amount: { type: 'number' },
      reach: { type: 'string' },
      tags: { type: 'array' },
      target: { type: 'object', properties: { adom: { type: 'string' }, vdoms: { type: 'array' } } },
    },
  },
}

const written = `{
  "version": "1",
  "default": "deny",
  "hide": [
    "old_*",
    // gone in May
    "run_shell"
  ],
  "tools": {
    "update_device": {
      "deny_if": [
        {
          "conditions": [
            { "path": "args.amount", "op": "gt", "value": 10 }, // agreed
            {
              "path": "args.target",
              "op": "eq",
              "value": { "adom": "root", "vdoms": ["a", "b"] }
            }
          ]
        },
        // one place only
        { "conditions": [{ "path": "args.reach", "op": "in", "value": ["web", "shop"] }] }
      ]
    }
  }
}
`

let upstream: Replay | undefined
test.afterEach(() => upstream?.end())

async function openBuilder(page: Page, account: Account, text: string, search: string): Promise<Gate> {
  upstream = await startReplay([tool])
  const all = { version: '1', default: 'deny', tools: { update_device: {} } }
  const gate = await openGate(account, 'Devices', { kind: 'http', url: upstream.url }, all)
  const client = await connect(gate.url, gate.token)
  await callTool(client, 'update_device', { target, tags })
  await client.close()
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, { text, base: 1, expected: null })
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}${search}`)
  await expect(page.getByRole('grid')).toBeVisible()
  return gate
}

async function expectDraft(page: Page, account: Account, { policyId }: Gate, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+S')
  await expect
    .poll(async () => {
      const draft = await account.call('GET', `/api/policies/${policyId}/draft`)
      return typeof draft === 'object' && draft !== null && 'text' in draft ? draft.text : undefined
    })
    .toBe(text)
}

/** Nowhere, neither as words nor in a field. */
async function expectNoObjectWords(page: Page): Promise<void> {
  await expect(page.getByText('[object')).toHaveCount(0)
  const typed = await page
    .getByRole('textbox')
    .evaluateAll((boxes) => boxes.map((box) => (box instanceof HTMLInputElement ? box.value : '')))
  expect(typed.join()).not.toContain('[object')
}

const rule = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Rule' })
const change = (page: Page): Locator => page.getByRole('form', { name: 'Change a condition' })

test('a list of conditions keeps its lines, its comments and its objects, and a list of one stays a list', async ({
  page,
  account,
}) => {
  const gate = await openBuilder(page, account, written, '?sel=update_device')
  await expect(rule(page).getByText('{"adom":"root","vdoms":["a","b"]}').first()).toBeVisible()
  await expectNoObjectWords(page)
  await rule(page)
    .getByRole('button', { name: /^Change: Deny if amount/ })
    .click()
  await expectNoObjectWords(page)
  await change(page).getByRole('textbox', { name: 'Value of condition 1' }).fill('20')
  await change(page).getByRole('textbox', { name: 'Value of condition 1' }).press('Enter')
  const dearer = written.replace('"value": 10', '"value": 20')
  await expectDraft(page, account, gate, dearer)

  await rule(page)
    .getByRole('button', { name: /^Change: Deny if reach/ })
    .click()
  await change(page).getByRole('button', { name: 'Take out shop' }).click()
  await change(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expectDraft(page, account, gate, dearer.replace('["web", "shop"]', '["web"]'))

  await page.getByRole('button', { name: 'Whole policy', exact: true }).click()
  await page.getByRole('combobox', { name: 'Name or pattern to hide' }).fill('test_*')
  await page.getByRole('button', { name: 'Hide', exact: true }).click()
  const hidden = dearer
    .replace('["web", "shop"]', '["web"]')
    .replace('run_shell"', 'run_shell",\n    "test_*"')
  await expectDraft(page, account, gate, hidden)
})

test('an object of a call is seen as it is, and becomes a condition as it is', async ({ page, account }) => {
  const plain = written.replace(/"deny_if": \[.*\n {6}\]/s, '"action": "deny"')
  const gate = await openBuilder(page, account, plain, '?view=calls&sel=update_device')
  await page.getByRole('button', { name: /Allowed Devices client/ }).click()
  await expect(page.getByRole('list', { name: 'Arguments of the call' })).toContainText('["a","b"]')
  await expect(page.getByRole('list', { name: 'Arguments of the call' })).toContainText('[{"name":"core"}]')
  await expectNoObjectWords(page)
  await page.getByRole('button', { name: 'Make a condition on target.vdoms' }).click()
  await expectNoObjectWords(page)
  await page
    .getByRole('form', { name: 'New condition from this call' })
    .getByRole('button', { name: 'Add', exact: true })
    .click()
  await expect(page.getByText('The condition was added to update_device.')).toBeAttached()
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=update_device`)
  await expect(rule(page).getByText(/vdoms/).first()).toBeVisible()
  await expectNoObjectWords(page)
})

test('a field that must be there and is not is asked for where it would stand', async ({ page, account }) => {
  const without = written.replace('  "default": "deny",\n', '')
  const gate = await openBuilder(page, account, without, '?view=policy')
  const pane = page.getByRole('tabpanel')
  await expect(pane.getByText('Default is missing', { exact: false }).first()).toBeVisible()
  const choice = pane.getByRole('group', { name: 'Tools that no rule names' })
  await choice.getByRole('radio', { name: 'Allow' }).check({ force: true })
  await expect(pane.getByText('Default is missing', { exact: false })).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+S')
  await expect
    .poll(async () => JSON.stringify(await account.call('GET', `/api/policies/${gate.policyId}/draft`)))
    .toContain('\\"default\\": \\"allow\\"')
})
