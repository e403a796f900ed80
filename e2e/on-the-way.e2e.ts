import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'

test('who clicks right after typing gets where they clicked, however long that takes', async ({
  page,
  account,
}) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, { version: '1', default: 'deny' })
  await page.clock.install()
  await page.goto(`/servers/${gate.serverId}/tools`)
  await expect(page.getByText('list_notes').first()).toBeVisible()
  const slow = Promise.withResolvers<void>()
  await page.route('**/*.js', async (route) => {
    await slow.promise
    await route.continue()
  })
  await page.getByRole('searchbox').first().fill('note')
  await page
    .getByRole('navigation', { name: 'Parts of Demo' })
    .getByRole('link', { name: 'Settings' })
    .click()
  // What is typed is written into the URL once it has settled, and that is now.
  await page.clock.runFor(1_000)
  slow.resolve()
  await page.clock.runFor(1_000)
  await expect(page.getByRole('textbox', { name: 'Name' }).first()).toBeVisible()
  await expect(page).toHaveURL(/\/settings$/)
})
