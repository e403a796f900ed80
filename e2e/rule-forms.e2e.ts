import type { Locator, Page } from '@playwright/test'
import { z } from 'zod'
import type { Account } from './account.ts'
import { expectNoViolation } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'

const first = {
  version: '1',
  default: 'deny',
  tools: { list_notes: {}, pay_invoice: { action: 'allow' }, add_note: {} },
}

async function openBuilder(page: Page, account: Account, search = '', policy: object = first): Promise<Gate> {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, policy)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}${search}`)
  await expect(page.getByRole('grid')).toBeVisible()
  return gate
}

/** The draft on the server as JSON; none of these texts has a comment. */
async function documentOf(account: Account, gate: Gate): Promise<unknown> {
  const draft = z
    .object({ text: z.string() })
    .nullable()
    .parse(await account.call('GET', `/api/policies/${gate.policyId}/draft`))
  return draft === null ? undefined : JSON.parse(draft.text)
}

async function choose(within: Page | Locator, name: string | RegExp, option: string): Promise<void> {
  await within.getByRole('combobox', { name }).click()
  const page = 'page' in within ? within.page() : within
  await page.getByRole('option', { name: option }).first().click()
}

function pane(page: Page): Locator {
  return page.getByRole('tabpanel')
}

test('a rule with every kind of condition is built by form alone', async ({ page, account }) => {
  const gate = await openBuilder(page, account, '?sel=pay_invoice')
  const form = page.getByRole('form', { name: 'New condition' })

  await page.getByRole('button', { name: 'Add condition' }).click()
  await expect(form.getByRole('combobox', { name: 'What the conditions do' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Add condition' })).toBeFocused()
  await page.keyboard.press('Enter')
  await choose(form, 'What the conditions do', 'Deny if')
  await choose(form, /What condition 1 looks at/, 'amount')
  await choose(form, 'Comparison of condition 1', 'is above')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).fill('a lot')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(form.getByRole('alert')).toHaveText('Write a number.')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).fill('10000')
  await form.getByRole('textbox', { name: /What the agent is told/ }).fill('Too much.')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByText('Deny if amount is above 10000')).toBeVisible()

  await page.getByRole('button', { name: 'Add condition' }).click()
  await choose(form, 'What the conditions do', 'Allow only if')
  await choose(form, /What condition 1 looks at/, 'invoice')
  await choose(form, 'Comparison of condition 1', 'matches')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).fill('^INV-')
  await form.getByRole('button', { name: 'Add', exact: true }).click()

  await page.getByRole('button', { name: 'Add condition' }).click()
  await choose(form, /What condition 1 looks at/, 'amount')
  await choose(form, 'Comparison of condition 1', 'is above')
  await form.getByRole('textbox', { name: 'Value of condition 1' }).fill('1000')
  await form.getByRole('button', { name: 'And another condition' }).click()
  await choose(form, /What condition 2 looks at/, 'time.weekday')
  await choose(form, 'Comparison of condition 2', 'is one of')
  await form.getByRole('checkbox', { name: 'Saturday' }).check()
  await form.getByRole('checkbox', { name: 'Sunday' }).check()
  await form.getByRole('button', { name: 'Add', exact: true }).click()

  await page.getByRole('button', { name: 'Add limit' }).click()
  await choose(page, 'What limit 1 adds up', 'an argument')
  await choose(page, 'Limit 1 is counted', 'for the whole workspace')
  await choose(page, 'Window of limit 1', 'another time')
  await page.getByRole('textbox', { name: 'Window of limit 1' }).fill('90')
  await page.getByRole('textbox', { name: 'Window of limit 1' }).press('Enter')
  await page.getByRole('textbox', { name: 'Counter of limit 1' }).fill('euros')
  await page.getByRole('textbox', { name: 'Counter of limit 1' }).press('Enter')
  await page.getByRole('textbox', { name: 'How many must approve' }).fill('2')
  await page.getByRole('textbox', { name: 'How many must approve' }).press('Enter')
  await page.getByRole('textbox', { name: /Reason/ }).fill('Ask finance.')
  await page.getByRole('textbox', { name: /Reason/ }).press('Enter')

  await expect
    .poll(() => documentOf(account, gate))
    .toEqual({
      ...first,
      tools: {
        ...first.tools,
        pay_invoice: {
          action: 'allow',
          deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 10_000 }], on_deny: 'Too much.' }],
          require: [{ conditions: [{ path: 'args.invoice', op: 'regex', value: '^INV-' }] }],
          approve_if: [
            {
              conditions: [
                { path: 'args.amount', op: 'gt', value: 1000 },
                { path: 'time.weekday', op: 'in', value: [6, 7] },
              ],
            },
          ],
          limits: [
            {
              counter: 'euros',
              window: 90 * 60,
              max: 10,
              scope: 'workspace',
              increment_from: 'args.amount',
            },
          ],
          approval: { count: 2 },
          reason: 'Ask finance.',
        },
      },
    })

  // Each intention was one step: the last undo of the conditions leaves the text as it was.
  await page.getByRole('button', { name: /^Remove: Deny if/ }).click()
  await expect(page.getByText('Deny if amount is above 10000')).toBeHidden()
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(page.getByText('Deny if amount is above 10000')).toBeVisible()
})

test('the whole policy is written in the form', async ({ page, account }) => {
  const gate = await openBuilder(page, account)
  await page.getByRole('button', { name: 'Whole policy', exact: true }).click()
  await expect(page.getByRole('group', { name: 'The whole policy' })).toBeFocused()
  await expect(page.getByText(/2 tools have no rule, and cannot be called/)).toBeVisible()

  await pane(page)
    .getByRole('group', { name: 'Resources' })
    .getByRole('radio', { name: 'Allow' })
    .check({ force: true })
  await page.getByRole('combobox', { name: 'Name or pattern to hide' }).fill('run_*')
  await expect(page.getByText('Fits 1 tool.')).toBeVisible()
  await page.getByRole('button', { name: 'Hide', exact: true }).click()
  await page.getByRole('button', { name: 'Give the class Destructive a rule' }).click()
  await expect(page.getByText('speaks for 1 tool of 1')).toBeVisible()
  await page.getByRole('combobox', { name: 'New pattern', exact: true }).fill('list_*')
  await choose(page, 'What the new pattern does', 'Ask')
  await page.getByRole('button', { name: 'Add pattern' }).click()
  await page.getByRole('button', { name: /Judged before the rule of the tool/ }).click()
  await pane(page).getByRole('button', { name: 'Add limit' }).first().click()
  await expect
    .poll(() => documentOf(account, gate))
    .toEqual({
      ...first,
      tools: { ...first.tools, 'list_*': { action: 'require_approval' } },
      resources: 'allow',
      hide: ['run_*'],
      risk: { destructive: { action: 'require_approval' } },
      all_tools: { limits: [{ counter: 'all_calls', window: 'minute', max: 120, scope: 'grant' }] },
    })

  await page.getByRole('button', { name: 'Open the pattern list_*' }).click()
  await expect(page.getByRole('group', { name: 'The rule of the selected tool' })).toBeFocused()
  await page.getByRole('textbox', { name: 'Pattern', exact: true }).fill('list_all_*')
  await page.getByRole('textbox', { name: 'Pattern', exact: true }).press('Enter')
  await expect(pane(page).getByRole('heading', { name: 'list_all_*' })).toBeVisible()
})

test('tests are written, run at every edit, and lead to the rule that decides', async ({ page, account }) => {
  const gate = await openBuilder(page, account, '?view=tests')
  await page.getByRole('button', { name: 'Add test' }).click()
  const form = page.getByRole('form', { name: 'New test' })
  await form.getByRole('textbox', { name: 'What must hold' }).fill('big payments are asked about')
  await form.getByRole('combobox', { name: 'Tool' }).fill('pay_invoice')
  await form.getByRole('button', { name: /amount/ }).click()
  await expect(form.getByRole('textbox', { name: /Arguments/ })).toHaveValue(/"amount": 0/)
  await choose(form, 'The call must be', 'asked about')
  await expect(form.getByRole('status')).toContainText('Now it is allowed, by /tools/pay_invoice')
  await form.getByRole('button', { name: 'Save test' }).click()
  await expect(page.getByText('0 of 1 pass')).toBeVisible()
  await expect(page.getByText(/1 error/).first()).toBeVisible()

  await page.getByRole('button', { name: '/tools/pay_invoice' }).click()
  await expect(pane(page).getByRole('heading', { name: 'pay_invoice' })).toBeVisible()
  await pane(page)
    .getByRole('group', { name: 'Action for pay_invoice' })
    .getByRole('radio', { name: 'Ask' })
    .check({ force: true })
  await expect(pane(page).getByText('Passes:')).toBeAttached()
  await page.getByRole('tab', { name: /Tests/ }).click()
  await expect(page.getByText('1 of 1 pass')).toBeVisible()
  await expect
    .poll(() => documentOf(account, gate))
    .toMatchObject({
      tests: [
        {
          name: 'big payments are asked about',
          tool: 'pay_invoice',
          args: { amount: 0 },
          expect: 'approval',
        },
      ],
    })
})

test('a call becomes a condition and a test', async ({ page, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const client = await connect(gate.url, gate.token)
  await callTool(client, 'add_note', { text: 'the plan of 1944' })
  await client.close()
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?view=calls&sel=add_note`)
  await page.getByRole('button', { name: /Allowed Demo client/ }).click()
  const hears = await listener(page)
  await page.getByRole('button', { name: 'Make a condition on text' }).click()
  const form = page.getByRole('form', { name: 'New condition from this call' })
  await choose(form, 'What the conditions do', 'Deny if')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await hears('The condition was added to add_note.')
  await page.getByRole('button', { name: 'Save as test' }).click()
  const written = page.getByRole('form', { name: 'New test from this call' })
  await expect(written.getByRole('textbox', { name: /Arguments/ })).toHaveValue('{\n  "text": "text"\n}')
  await written.getByRole('button', { name: 'Save test' }).click()
  await hears('The test add_note is allowed was added.')
  await expect
    .poll(() => documentOf(account, gate))
    .toMatchObject({
      tools: {
        add_note: {
          deny_if: [{ conditions: [{ path: 'args.text', op: 'eq', value: 'the plan of 1944' }] }],
        },
      },
      tests: [{ tool: 'add_note', args: { text: 'text' }, as: 'Demo client', expect: 'allow' }],
    })
})

test('from opening to publishing by keyboard alone, heard on the way', async ({ page, account }) => {
  // Nothing in it is to be ticked or explained before it is published.
  const harmless = { version: '1', default: 'deny', tools: { list_notes: {}, add_note: {} } }
  const gate = await openBuilder(page, account, '', harmless)
  const client = await connect(gate.url, gate.token)
  const hears = await listener(page)

  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Filter the tools' })).toBeFocused()
  await page.keyboard.type('add_note')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('d')
  await hears('add_note: Deny')

  await page.keyboard.press('Enter')
  const rule = page.getByRole('group', { name: 'The rule of the selected tool' })
  await expect(rule).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: /Note/ })).toBeFocused()
  await page.keyboard.type('not before the audit')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  await expect(page.getByRole('group', { name: 'The whole policy' })).toBeFocused()
  await page.keyboard.press('Escape')

  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expect(page.getByRole('button', { name: /Publish v2 as enforced/ })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('v2 enforced').first()).toBeVisible()
  expect((await callTool(client, 'add_note', { text: 'x' })).isError).toBe(true)
  await client.close()
  const { text } = z
    .object({ text: z.string() })
    .parse(await account.call('GET', `/api/policies/${gate.policyId}/revisions/2`))
  expect(text).toContain('// not before the audit\n')
})

test('the code offers what can be written, and is left by keyboard', async ({ page, account }) => {
  await openBuilder(page, account, '?view=code&sel=pay_invoice')
  const code = page.getByRole('tabpanel', { name: /Code/ })
  const editor = code.getByRole('textbox').first()
  await editor.focus()
  const hears = await listener(page)
  await page.keyboard.press('ControlOrMeta+m')
  await hears('Tab indents · Control M changes that')
  await page.keyboard.press('Tab')
  await expect(editor).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await page.keyboard.press('ControlOrMeta+m')
  await hears('Tab leaves the editor · Control M changes that')
  await page.keyboard.press('Tab')
  await expect(editor).not.toBeFocused()
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('"hi')
  await expect(page.getByRole('option', { name: /hide/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.type('"run')
  await expect(page.getByRole('option', { name: /run_report/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(
    page
      .getByRole('grid')
      .getByRole('group', { name: 'Action for run_report' })
      .getByRole('radio', { name: 'Hide' }),
  ).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()
})

test('counts, states and errors are heard', async ({ page, context, account }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openBuilder(page, account, '?view=code', { ...first, tools: { list_notes: {} } })
  const client = await connect(gate.url, gate.token)
  await callTool(client, 'list_notes')
  await client.close()
  const editor = page.getByRole('tabpanel', { name: /Code/ }).getByRole('textbox').first()
  await expect(page.getByRole('tabpanel', { name: /Code/ })).toContainText('list_notes')
  const hears = await listener(page)
  const paste = async (text: string) => {
    await editor.focus()
    await page.keyboard.press('ControlOrMeta+A')
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
    await page.keyboard.press('ControlOrMeta+V')
  }

  await paste('{ "version": "1", "default": "deny", "tools": { "list_notes": { "action": "no" } } }')
  await hears('1 error.')
  await paste('{\n "version": "1",, "default": "deny" }')
  await hears('Problem: Line 2 cannot be read.')
  await paste('{ "version": "1", "default": "deny", "tools": { "list_notes": { "action": "deny" } } }')
  await hears('No error.')

  await page.getByRole('searchbox', { name: 'Filter the tools' }).fill('note')
  await hears('4 of 5 shown')
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await hears('All 4 tools are marked.')
  await page.keyboard.press('Escape')

  await page.keyboard.press('ControlOrMeta+Enter')
  await hears('Replayed: 1 of 1 calls would come out otherwise.')
  await expect(page.getByRole('button', { name: /Publish v2 as enforced/ })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Enter')
  await hears('Version 2 is enforced.')
})

test('in the code Ctrl K begins two keys, and F1 opens the palette there too', async ({ page, account }) => {
  await openBuilder(page, account, '?view=code&sel=pay_invoice')
  const editor = page.getByRole('tabpanel', { name: /Code/ }).getByRole('textbox').first()
  const palette = page.getByRole('dialog', { name: 'Go to or do' })
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+K')
  await page.keyboard.press('ControlOrMeta+3')
  await expect(page.getByRole('tabpanel', { name: /Code/ })).not.toContainText('require_approval')
  await expect(palette).toHaveCount(0)
  await page.keyboard.press('F1')
  await expect(palette).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(editor).toBeFocused()
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+K')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('filter the')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('searchbox', { name: 'Filter the tools' })).toBeFocused()
})

test('a button that mends a problem goes with it, and the focus stays in the rule', async ({
  page,
  account,
}) => {
  const conditions = [{ path: 'args.amont', op: 'gt', value: 5 }]
  const slip = { ...first, tools: { ...first.tools, pay_invoice: { deny_if: [{ conditions }] } } }
  const made = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const text = JSON.stringify(slip, null, 2)
  await account.call('PUT', `/api/policies/${made.policyId}/draft`, { text, base: 1, expected: null })
  await page.goto(`/servers/${made.serverId}/policies/${made.policyId}?sel=pay_invoice`)
  const mend = pane(page).getByRole('button', { name: 'Change to amount', exact: true })
  await mend.focus()
  await page.keyboard.press('Enter')
  await expect(mend).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'The rule of the selected tool' })).toBeFocused()
  await expect.poll(() => documentOf(account, made)).toEqual(JSON.parse(text.replace('amont', 'amount')))
})

const views = [
  '?sel=pay_invoice',
  '?view=policy',
  '?view=tests',
  '?view=calls&sel=add_note',
  '?view=suggestions',
]

for (const theme of ['light', 'dark'] as const) {
  test(`nothing to complain of in the ${theme} panes`, async ({ page, account }) => {
    // Five pages, each gone through by axe.
    test.slow()
    const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
    const client = await connect(gate.url, gate.token)
    await callTool(client, 'add_note', { text: 'x' })
    await client.close()
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    for (const search of views) {
      await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}${search}`)
      await expect(pane(page).getByRole('heading').first()).toBeVisible()
      for (const open of ['Add condition', 'Add test', 'Add limit']) {
        const button = pane(page).getByRole('button', { name: open })
        if ((await button.count()) === 1) await button.click()
      }
      await expectNoViolation(page, search)
    }
  })
}
