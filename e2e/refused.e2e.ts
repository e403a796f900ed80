import { openBuilder } from './builder.ts'
import { expect, newPage, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'
import { callTool, connect } from './mcp.ts'
import { refuse } from './refuse.ts'

// That something did not work is heard, whatever it was that the eye was on.

const first = { version: '1', default: 'deny', tools: { list_notes: {}, add_note: {} } }

test('a view that is not saved, not deleted and not brought back', async ({ world, context, account }) => {
  const page = await newPage(world, context)
  await openBuilder(page, account, first)
  const hears = await listener(page)
  await page.getByRole('searchbox', { name: 'Filter the tools' }).fill('note')
  await hears('4 of 5 shown')
  await page.getByRole('button', { name: 'Views', exact: true }).click()
  const panel = page.getByRole('dialog', { name: 'Saved views' })
  const name = panel.getByLabel('Save what the list shows as')
  await name.fill(' ')
  for (const _ of ['once', 'and once more']) {
    await name.press('Enter')
    expect(await hears('A name has 1 to 60 letters.')).toEqual([])
  }
  await name.fill('Notes')
  let allow = await refuse(page, 'PUT', /\/saved-views$/)
  await name.press('Enter')
  expect(await hears('The answer was not what this page expects.')).toEqual([])
  // Who presses the button is taken to the field instead, and reads it there.
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(name).toBeFocused()
  await expect(name).toHaveAccessibleDescription(/^The answer was not what this page expects\./)
  await allow()
  await panel.getByRole('button', { name: 'Save' }).click()
  expect(await hears('Saved as Notes.')).toEqual([])
  allow = await refuse(page, 'DELETE', /\/saved-views\/[^/]+$/)
  await panel.getByRole('button', { name: 'Delete the view Notes' }).click()
  await hears('Notes could not be deleted.')
  await allow()
  await refuse(page, 'PUT', /\/saved-views$/)
  await panel.getByRole('button', { name: 'Delete the view Notes' }).click()
  // A toast stays as long as the pointer is on it.
  await page.getByRole('button', { name: 'Undo' }).hover()
  await hears('The view Notes is deleted.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await hears('Notes could not be brought back.')
})

test('views that are not there, at once and when they are asked for again', async ({
  world,
  context,
  account,
}) => {
  const page = await newPage(world, context)
  const allow = await refuse(page, 'GET', /\/saved-views$/)
  await openBuilder(page, account, first)
  const hears = await listener(page)
  const views = page.getByRole('button', { name: 'Views', exact: true })
  const panel = page.getByRole('dialog', { name: 'Saved views' })
  for (const _ of ['once', 'and once more']) {
    await views.click()
    await hears(/^The saved views could not be loaded\./)
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
  }
  await allow()
  await views.click()
  await expect(panel).toContainText('Narrow the list')
  await expect(panel).not.toContainText('could not be loaded')
})

test('older calls that are not there, and are asked for again', async ({ world, context, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const client = await connect(gate.url, gate.token)
  // One more than a page of them.
  for (let call = 0; call <= 100; call += 1) await callTool(client, 'list_notes')
  await client.close()
  const page = await newPage(world, context)
  await page.goto('/activity')
  const older = page.getByRole('button', { name: 'Load older' })
  await expect(older).toBeVisible()
  const hears = await listener(page)
  const allow = await refuse(page, 'GET', /\/activity$/, 'before')
  for (const _ of ['once', 'and once more']) {
    await older.click()
    await hears('Older calls could not be loaded.')
  }
  await allow()
  await older.click()
  await expect(page.getByText('101 calls, all there are')).toBeVisible()
})

test('a look that is not kept, a history that is not there, and calls that cannot be replayed', async ({
  world,
  context,
  account,
}) => {
  const page = await newPage(world, context)
  const tools = { ...first.tools, gone_tool: {} }
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await gate.publish({ ...first, default: 'allow' })
  await gate.publish(first)
  const draft = { text: JSON.stringify({ ...first, tools }, null, 2), base: 3, expected: null }
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, draft)
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}?sel=gone_tool`)
  const hears = await listener(page)
  const rule = page.getByRole('tabpanel')
  await refuse(page, 'PUT', /\/acknowledgements$/)
  await rule.getByRole('button', { name: 'Keep', exact: true }).click()
  await hears('That you have looked at it could not be kept.')

  const allow = await refuse(page, 'GET', /\/revisions$/)
  await page.getByRole('button', { name: 'History' }).click()
  await hears('The history could not be loaded.')
  await allow()
  await refuse(page, 'GET', /\/revisions\/1$/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('button', { name: 'Show changes' }).last().click()
  await hears('The answer was not what this page expects.')
  await page.keyboard.press('Escape')
  await refuse(page, 'GET', /\/recorded-calls$/)
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await hears('The calls could not be loaded')
})

test('a grant that keeps its policy, and a door that stays shut for a while', async ({
  world,
  context,
  account,
}) => {
  const page = await newPage(world, context)
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/servers/${gate.serverId}/grants`)
  const policy = page.getByRole('combobox', { name: 'Policy of Demo client' })
  await expect(policy).toBeVisible()
  let hears = await listener(page)
  await refuse(page, 'PATCH', /\/grants\/[^/]+$/)
  await policy.click()
  await page.getByRole('option', { name: /^No policy/ }).click()
  await hears('Demo client keeps its policy:')

  await context.clearCookies()
  const door = await newPage(world, context)
  await door.goto('/sign-in')
  await door.getByLabel('E-mail').fill(account.email)
  await door.getByLabel('Password', { exact: true }).fill(account.password)
  hears = await listener(door)
  const message = 'Too many tries for this account. Try again in a moment.'
  await door.route('**/api/session', (route) =>
    route.fulfill({ status: 429, json: { code: 'too_many', message, requestId: 'req_1', retryAfter: 5 } }),
  )
  await door.getByRole('button', { name: 'Sign in' }).click()
  await hears(message)
})

test('a field that is refused while the focus is in it, once for each Enter and not for each letter', async ({
  world,
  context,
  account,
}) => {
  const page = await newPage(world, context)
  await openGate(account, 'Demo', { kind: 'demo' }, first)
  const gate = await openGate(account, 'Other', { kind: 'demo' }, first)
  await page.goto(`/servers/${gate.serverId}/settings`)
  const slug = page.getByRole('textbox', { name: 'Slug' })
  await expect(slug).toBeVisible()
  let hears = await listener(page)
  await slug.fill('demo')
  await hears(/^Warning: Every client/)
  for (const _ of ['once', 'and once more']) {
    await slug.press('Enter')
    expect(await hears(/taken/)).toEqual([])
    await expect(slug).toBeFocused()
  }
  // What is wrong with the letters as they come is seen, and not said.
  await slug.press('End')
  await slug.pressSequentially('--')
  const rule = /^Use 1 to 32 of a–z/
  await expect(slug).toHaveAccessibleDescription(rule)
  for (const _ of ['once', 'and once more']) {
    await slug.press('Enter')
    expect(await hears(rule)).toEqual([])
  }
  // From elsewhere the focus is taken to it, and it is read with its error.
  await page.getByRole('button', { name: 'Save' }).nth(1).click()
  await expect(slug).toBeFocused()
  await expect(slug).toHaveAccessibleDescription(rule)
  const name = page.getByRole('textbox', { name: 'Name' })
  await name.fill('Renamed')
  await name.press('Enter')
  expect(await hears('Saved.')).toEqual([])

  await context.clearCookies()
  const door = await newPage(world, context)
  await door.goto('/sign-in')
  await door.getByLabel('E-mail').fill(account.email)
  const password = door.getByLabel('Password', { exact: true })
  hears = await listener(door)
  await password.press('Enter')
  expect(await hears('Enter your password.')).toEqual([])
  // That it is the wrong one is said by the form, and by no field as well.
  await password.fill('not the password')
  await password.press('Enter')
  expect(await hears(/^Problem: /)).toEqual([])
})

test('a server that is not there, and each step on the way to it', async ({ page, account }) => {
  expect(account.workspaceId).not.toBe('')
  await page.goto('/servers/new')
  await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9/mcp')
  const hears = await listener(page)
  await page.getByRole('button', { name: 'Connect and register' }).click()
  await hears(/^Find the address: done/)
  await hears(/^Connect: failed/)
  await hears('Nothing was registered.')
})

test('a new token on the way to the first call: that there is none, and that there is one', async ({
  world,
  context,
  account,
}) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  const page = await newPage(world, context)
  await page.goto(`/start?server=${gate.serverId}&policy=${gate.policyId}&grant=${gate.grantId}`)
  const makeNew = page.getByRole('button', { name: 'Make a new token' })
  await makeNew.focus()
  const hears = await listener(page)
  const allow = await refuse(page, 'POST', /\/rotate$/)
  for (const _ of ['once', 'and once more']) {
    await page.keyboard.press('Enter')
    await hears('The answer was not what this page expects.')
    await expect(makeNew).toBeFocused()
  }
  await allow()
  await page.keyboard.press('Enter')
  await hears('The new token is shown, this one time.')
  // The button is gone; the next key goes on from the step that it stood in.
  await expect(page.getByRole('region', { name: /^Connect a client/ })).toBeFocused()
})

test('the first call that a policy decides', async ({ page, account }) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, first)
  await page.goto(`/start?server=${gate.serverId}&policy=${gate.policyId}&grant=${gate.grantId}`)
  await expect(page.getByRole('heading', { name: 'Watch the first call' })).toBeVisible()
  const hears = await listener(page)
  const client = await connect(gate.url, gate.token)
  await callTool(client, 'list_notes')
  await hears('You are set up.')
  await client.close()
})
