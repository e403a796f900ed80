import type { Page } from '@playwright/test'
import type { Account } from './account.ts'
import { expect, newPage, test } from './fixtures.ts'
import { type Gate, openGate } from './gate.ts'
import { listener } from './listen.ts'

const first = `{
  // what the night shift may do
  "version": "1",
  "default": "deny",
  "tools": {
    "list_notes": {}, // everyone needs it
    "add_note": {},
    "delete_note": { "action": "deny" }
  }
}
`

async function openPolicy(account: Account): Promise<Gate> {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, { version: '1', default: 'deny' })
  await publishText(account, gate, first, 1)
  return gate
}

/** Publishes through the API, as from another device; what was written here is on the server by then. */
async function publishText(account: Account, gate: Gate, text: string, base: number): Promise<void> {
  await account.call('POST', `/api/policies/${gate.policyId}/revisions`, { text, base, note: 'a colleague' })
}

function action(page: Page, tool: string, choice: string) {
  return page
    .getByRole('grid')
    .getByRole('group', { name: `Action for ${tool}` })
    .getByRole('radio', { name: choice })
}

async function open(page: Page, gate: Gate, search = ''): Promise<void> {
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}${search}`)
  await expect(action(page, 'list_notes', 'Allow')).toBeVisible()
}

async function draftText(account: Account, gate: Gate): Promise<string> {
  const draft = await account.call('GET', `/api/policies/${gate.policyId}/draft`)
  return typeof draft === 'object' && draft !== null && 'text' in draft ? String(draft.text) : ''
}

/** Saves now, and waits until the server has it. */
async function saved(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+S')
  await expect(
    page
      .getByRole('banner')
      .or(page.getByRole('main'))
      .getByText(/^saved /)
      .first(),
  ).toBeVisible()
}

test('what a colleague publishes comes in beside the own changes, and no comment is lost', async ({
  page,
  account,
}) => {
  const gate = await openPolicy(account)
  await open(page, gate)
  await action(page, 'add_note', 'Ask').check({ force: true })
  await saved(page)
  const theirs = first.replace('"list_notes": {}', '"list_notes": { "reason": "Only reads." }')
  await publishText(account, gate, theirs, 2)

  await expect(page.getByText(/v3 by .* came in beside your changes\.$/)).toBeVisible()
  await expect
    .poll(() => draftText(account, gate))
    .toBe(theirs.replace('"add_note": {}', '"add_note": { "action": "require_approval" }'))
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await page.getByRole('button', { name: /Publish v4 as enforced/ }).click()
  await expect(page.getByText('v4 enforced')).toBeVisible()
})

test('what came while the own text could not be read comes in once it can', async ({ page, account }) => {
  const gate = await openPolicy(account)
  await open(page, gate, '?view=code')
  const code = page.getByRole('tabpanel', { name: 'Code' })
  await expect(code).toContainText('everyone needs it')
  await code.getByRole('textbox').focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.press('[')
  await expect(page.getByRole('button', { name: 'Go to error' })).toBeVisible()
  await saved(page)
  const theirs = first.replace('"list_notes": {}', '"list_notes": { "reason": "Only reads." }')
  await publishText(account, gate, theirs, 2)
  const notice = page.locator('#main').getByText(/Your text cannot be read yet/)
  await expect(notice).toBeVisible()
  await code.getByRole('textbox').focus()
  await page.keyboard.press('Backspace')
  await expect(notice).toHaveCount(0)
  await expect(code).toContainText('Only reads.')
})

test('a rule that both changed is asked, and the answer is what is published', async ({ page, account }) => {
  const gate = await openPolicy(account)
  await open(page, gate)
  await action(page, 'add_note', 'Ask').check({ force: true })
  await action(page, 'list_notes', 'Deny').check({ force: true })
  await saved(page)
  const theirs = first
    .replace('"add_note": {}', '// not at night\n    "add_note": { "action": "deny" }')
    .replace('"default": "deny"', '"default": "deny", "resources": "allow"')
  await publishText(account, gate, theirs, 2)

  await expect(page.locator('#main').getByText('One thing was changed by both: you choose.')).toBeVisible()
  // Until it is answered nothing can be published over it.
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await expect(page.getByRole('dialog').getByText(/A newer revision is enforced/)).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Bring together' }).click()
  const dialog = page.getByRole('dialog')
  const question = dialog.getByRole('region', { name: 'add_note' })
  await expect(question).toContainText('// not at night')
  await expect(question).toContainText('require_approval')
  await expect(dialog.getByRole('button', { name: 'Bring together' })).toBeDisabled()
  await question.getByRole('radio', { name: 'Edit' }).check({ force: true })
  await question
    .getByRole('textbox')
    .fill('// not at night, and by day only when asked\n"add_note": { "action": "require_approval" }')
  const hears = await listener(page)
  await dialog.getByRole('button', { name: 'Bring together' }).click()
  await hears('Both are in your draft. It is checked and tested again.')
  await expect
    .poll(() => draftText(account, gate))
    .toBe(
      theirs
        .replace(
          '// not at night\n    "add_note": { "action": "deny" }',
          '// not at night, and by day only when asked\n    "add_note": { "action": "require_approval" }',
        )
        .replace('"list_notes": {}', '"list_notes": { "action": "deny" }'),
    )
  // Undo takes the answer back, and with it the claim to know the newer revision.
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(page.getByRole('button', { name: 'Bring together' })).toBeVisible()
})

test('the same change by two people is no question, and no news', async ({ page, account }) => {
  const gate = await openPolicy(account)
  await open(page, gate)
  await action(page, 'add_note', 'Ask').check({ force: true })
  const same = first.replace('"add_note": {}', '"add_note": { "action": "require_approval" }')
  await expect.poll(() => draftText(account, gate)).toBe(same)
  await publishText(account, gate, same, 2)
  await expect(page.getByText('v3 enforced')).toBeVisible()
  await expect(page.getByText(/came in beside|changed by both|since you began/)).toHaveCount(0)
  await expect(
    page.getByText('in step with what is enforced').or(page.getByText(/saved/)).first(),
  ).toBeVisible()
})

test('all of theirs is taken and given back, and all of mine needs a reason, which the history tells', async ({
  page,
  account,
}) => {
  const gate = await openPolicy(account)
  await open(page, gate)
  await action(page, 'add_note', 'Ask').check({ force: true })
  await saved(page)
  await publishText(account, gate, first.replace('"add_note": {}', '"add_note": { "action": "deny" }'), 2)
  await page.getByRole('button', { name: 'Bring together' }).click()
  const dialog = page.getByRole('dialog')
  const hears = await listener(page)
  await dialog.getByRole('button', { name: 'Take all of v3' }).click()
  await hears('v3 is taken over. Undo brings yours back.')
  await expect(action(page, 'add_note', 'Deny')).toBeChecked()
  await expect(dialog).toHaveCount(0)
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(action(page, 'add_note', 'Ask')).toBeChecked()
  await page.getByRole('button', { name: 'Bring together' }).click()
  await dialog.getByText('Take all of mine instead').click()
  const take = dialog.getByRole('button', { name: 'Take all of mine' })
  await expect(take).toBeDisabled()
  await dialog.getByLabel('Reason').fill('agreed by phone')
  await take.click()
  await page.getByRole('button', { name: /Review & publish/ }).click()
  await page.getByRole('button', { name: /Publish v4 as enforced/ }).click()
  await expect(page.getByText('v4 enforced')).toBeVisible()
  await page.getByRole('button', { name: 'History' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'v4' })).toContainText(
    'Without v3: agreed by phone',
  )
})

test('of two tabs the later one writes, and the pen comes back with every word', async ({
  world,
  context,
  account,
}) => {
  const gate = await openPolicy(account)
  // Who takes the pen while the other tab is saving is refused once by the server, and brings both together.
  const page = await newPage(world, context)
  await open(page, gate)
  await action(page, 'add_note', 'Ask').check({ force: true })
  const hears = await listener(page)
  const other = await newPage(world, context)
  await other.goto(page.url())
  await hears('Note: You edit this policy in another tab.')
  // What was written in the first is there at once, saved or not.
  await expect(action(other, 'add_note', 'Ask')).toBeChecked()
  await expect(page.getByText('You edit this policy in another tab.').first()).toBeVisible()
  await expect(action(page, 'list_notes', 'Deny')).toBeDisabled()

  await action(other, 'list_notes', 'Deny').check({ force: true })
  await expect(action(page, 'list_notes', 'Deny')).toBeChecked()
  await page.getByRole('button', { name: 'Edit here' }).click()
  await expect(other.getByText('You edit this policy in another tab.').first()).toBeVisible()
  await action(page, 'delete_note', 'Hide').check({ force: true })
  await expect
    .poll(() => draftText(account, gate))
    .toBe(
      first
        .replace('"add_note": {}', '"add_note": { "action": "require_approval" }')
        .replace('"list_notes": {}', '"list_notes": { "action": "deny" }')
        .replace('"action": "deny" }\n', '"action": "hide" }\n'),
    )
  await expect(page.getByText(/another device/)).toHaveCount(0)
})

test('a draft that was saved on another device is not written over', async ({ world, context, account }) => {
  const gate = await openPolicy(account)
  // A page of its own: a refused save is an error on the console, and here it is meant.
  const here = await newPage(world, context)
  await open(here, gate)
  await action(here, 'add_note', 'Ask').check({ force: true })
  await saved(here)
  const mine = await draftText(account, gate)
  const theirs = mine.replace('{ "action": "require_approval" }', '{ "action": "hide" /* by phone */ }')
  const draft = await account.call('GET', `/api/policies/${gate.policyId}/draft`)
  const expected = typeof draft === 'object' && draft !== null && 'hash' in draft ? draft.hash : null
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, { text: theirs, base: 2, expected })

  // The same rule is changed here: a person is asked, and until then the other device's words stand.
  const hears = await listener(here)
  await action(here, 'add_note', 'Deny').check({ force: true })
  await here.keyboard.press('ControlOrMeta+S')
  await hears('Warning: This draft was changed on another device.')
  await expect(here.getByText('This draft was changed on another device.', { exact: true })).toBeVisible()
  await expect(action(here, 'add_note', 'Deny')).toBeChecked()
  expect(await draftText(account, gate)).toBe(theirs)
  await here.getByRole('button', { name: 'Bring together' }).click()
  const dialog = here.getByRole('dialog')
  await expect(dialog.getByRole('region', { name: 'add_note' })).toContainText('/* by phone */')
  await dialog.getByRole('radio', { name: 'Theirs' }).check({ force: true })
  await dialog.getByRole('button', { name: 'Bring together' }).click()
  await expect(action(here, 'add_note', 'Hide')).toBeChecked()
  await expect.poll(() => draftText(account, gate)).toBe(theirs)
})

test('offline one goes on writing, and what was written survives the page', async ({
  world,
  context,
  account,
}) => {
  const gate = await openPolicy(account)
  // Pages of its own: a lost line is an error on the console, and here it is meant.
  const here = await newPage(world, context)
  const again = await newPage(world, context)
  await open(here, gate)
  const ask = action(here, 'add_note', 'Ask')
  const stood = await ask.boundingBox()
  await world.kill('SIGKILL')
  await ask.check({ force: true })
  await expect(here.getByText('Offline.', { exact: true })).toBeVisible()
  // It comes at any moment, also while a pointer is on its way.
  expect(await ask.boundingBox()).toEqual(stood)
  await expect(here.getByText('Sallyport does not answer.', { exact: false })).toHaveCount(0)
  await expect(here.getByText('kept in this browser', { exact: true })).toBeVisible()
  await here.getByRole('button', { name: /Review & publish/ }).click()
  await expect(here.getByRole('dialog').getByText(/Offline: it can be published/)).toBeVisible()
  await here.close()

  await world.start()
  await again.goto(`/servers/${gate.serverId}/policies`)
  const link = again.getByRole('main').getByRole('link', { name: 'ops' })
  await expect(link).toBeVisible()
  const hears = await listener(again)
  await link.click()
  await expect(action(again, 'add_note', 'Ask')).toBeChecked()
  await hears(/^Note: What you wrote here did not reach the server then, and is back\./)
  await expect(
    again.getByText('What you wrote here did not reach the server then, and is back.', { exact: true }),
  ).toBeVisible()
  // The line is back, and what waited goes by itself.
  await expect
    .poll(() => draftText(account, gate))
    .toBe(first.replace('"add_note": {}', '"add_note": { "action": "require_approval" }'))
})

test('an old draft of the browser does not come back over a newer one of the server', async ({
  world,
  page,
  context,
  account,
}) => {
  const gate = await openPolicy(account)
  await open(page, gate)
  await action(page, 'add_note', 'Ask').check({ force: true })
  await saved(page)
  const mine = await draftText(account, gate)
  await page.goto('/')
  const theirs = mine.replace('"list_notes": {}', '"list_notes": { "action": "deny" }')
  const draft = await account.call('GET', `/api/policies/${gate.policyId}/draft`)
  const expected = typeof draft === 'object' && draft !== null && 'hash' in draft ? draft.hash : null
  await account.call('PUT', `/api/policies/${gate.policyId}/draft`, { text: theirs, base: 2, expected })
  const other = await newPage(world, context)
  await open(other, gate)
  await expect(action(other, 'list_notes', 'Deny')).toBeChecked()
  await expect(other.getByText(/did not reach the server/)).toHaveCount(0)
})
