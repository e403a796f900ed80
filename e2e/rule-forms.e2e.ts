import type { Locator, Page } from '@playwright/test'
import { expectNoViolation } from './axe.ts'
import { documentOf, openBuilder } from './builder.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'

const first = {
  version: '1',
  default: 'deny',
  tools: { list_notes: {}, pay_invoice: { action: 'allow' }, add_note: {} },
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
  const gate = await openBuilder(page, account, first, '?sel=pay_invoice')
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
  const gate = await openBuilder(page, account, first)
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
  const gate = await openBuilder(page, account, first, '?view=tests')
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

test('on a phone a form opens with its buttons in sight', async ({ page, account }) => {
  await page.setViewportSize({ width: 360, height: 800 })
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const builder = `/servers/${gate.serverId}/policies/${gate.policyId}`
  await page.goto(`${builder}?view=tests`)
  const isInSight = (name: string, button: string) =>
    expect(
      page.getByRole('form', { name }).getByRole('button', { name: button, exact: true }),
    ).toBeInViewport({
      ratio: 1,
    })
  await page.getByRole('button', { name: 'Add test' }).click()
  await isInSight('New test', 'Save test')
  await page.goto(`${builder}?sel=pay_invoice`)
  await page.getByRole('tab', { name: 'Rule', exact: true }).click()
  await page.getByRole('button', { name: 'Add condition' }).click()
  await isInSight('New condition', 'Add')
  await page.getByRole('form', { name: 'New condition' }).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Add test' }).click()
  await isInSight('New test', 'Save test')
  await page.getByRole('form', { name: 'New test' }).getByRole('button', { name: 'Cancel' }).click()
  // A limit is no form: it is there at once, and each of its fields is an edit.
  await page.getByRole('button', { name: 'Add limit' }).click()
  await expect(page.getByRole('textbox', { name: 'Counter of limit 1' })).toBeInViewport({ ratio: 1 })
})

test('on a phone nothing of a form that has the focus is under its buttons', async ({ page, account }) => {
  await page.setViewportSize({ width: 360, height: 560 })
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?view=tests`)
  await page.getByRole('button', { name: 'Add test' }).click()
  const form = page.getByRole('form', { name: 'New test' })
  const save = form.getByRole('button', { name: 'Save test', exact: true })
  await form.getByRole('textbox').first().focus()
  let seen = 0
  for (; !(await save.evaluate((button) => button === document.activeElement)); seen += 1) {
    expect(seen, 'keys to the button that saves').toBeLessThan(40)
    const focused = form.locator(':focus')
    await expect(focused).toBeInViewport()
    const isOnTop = await focused.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      const hit = document.elementFromPoint(left + width / 2, top + height / 2)
      return (
        hit !== null &&
        (element.contains(hit) || hit.contains(element) || hit.closest('label')?.contains(element) === true)
      )
    })
    expect(isOnTop, await focused.evaluate(({ outerHTML }) => outerHTML.slice(0, 200))).toBe(true)
    await page.keyboard.press('Tab')
  }
  expect(seen).toBeGreaterThan(3)
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
