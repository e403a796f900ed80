import { z } from 'zod'
import { action, documentOf, openBuilder } from './builder.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'

// What is done with keys alone, and what is heard of it.

const first = {
  version: '1',
  default: 'deny',
  tools: { list_notes: {}, pay_invoice: { action: 'allow' }, add_note: {} },
}

for (const width of [1280, 360])
  test(`from opening to publishing by keyboard alone at ${width} px, heard on the way`, async ({
    page,
    account,
  }) => {
    await page.setViewportSize({ width, height: 740 })
    // Nothing in it is to be ticked or explained before it is published.
    const harmless = { version: '1', default: 'deny', tools: { list_notes: {}, add_note: {} } }
    const gate = await openBuilder(page, account, harmless)
    const client = await connect(gate.url, gate.token)
    await callTool(client, 'add_note', { text: 'x' })
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
    await page.keyboard.press('ControlOrMeta+Backslash')
    const code = page.getByRole('tab', { name: /Code/ })
    await expect(code).toHaveAttribute('aria-selected', 'true')
    await expect(code).toBeInViewport({ ratio: 1 })
    // The filter stands over the list, which on a phone is not drawn beside a rule.
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox', { name: 'Filter the tools' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('grid')).toBeFocused()

    await page.keyboard.press('ControlOrMeta+Enter')
    const changes = page.getByRole('dialog').getByRole('region', { name: 'What changes' })
    await expect(changes).toBeFocused()
    await expect(changes.getByRole('heading')).toBeInViewport({ ratio: 1 })
    // Round and round, the focus is never out of sight, however little there is in sight.
    await page.setViewportSize({ width, height: 420 })
    const stops = 12
    for (let stop = 0; stop < stops; stop += 1) {
      await page.keyboard.press('Tab')
      await expect(page.locator(':focus')).toBeInViewport({ ratio: 1 })
    }
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
  await openBuilder(page, account, first, '?view=code&sel=pay_invoice')
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
  await expect(action(page, 'run_report', 'Hide')).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()
})

test('counts, states and errors are heard', async ({ page, context, account }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gate = await openBuilder(page, account, { ...first, tools: { list_notes: {} } }, '?view=code')
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
  await openBuilder(page, account, first, '?view=code&sel=pay_invoice')
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
  const mend = page.getByRole('tabpanel').getByRole('button', { name: 'Change to amount', exact: true })
  await mend.focus()
  await page.keyboard.press('Enter')
  await expect(mend).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'The rule of the selected tool' })).toBeFocused()
  await expect.poll(() => documentOf(account, made)).toEqual(JSON.parse(text.replace('amont', 'amount')))
})
