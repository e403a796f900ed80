import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'
import { listener } from './listen.ts'
import { startReplay } from './upstreams/replay.ts'

const policy = { version: '1', default: 'deny' }

test('who saves a setting by keyboard goes on from where they were', async ({ page, account }) => {
  const upstream = await startReplay([{ name: 'list_orders' }])
  const gate = await openGate(account, 'Shop', { kind: 'http', url: upstream.url }, policy)
  await page.goto(`/servers/${gate.serverId}/settings`)
  const hears = await listener(page)
  const name = page.getByRole('textbox', { name: 'Name' })
  await name.fill('The shop')
  await name.press('Enter')
  await hears('Saved.')
  await expect(page.getByRole('heading', { level: 1, name: 'The shop' })).toBeVisible()
  await expect(name).toBeFocused()
  await name.fill('Shop')
  await page.keyboard.press('Tab')
  const saveName = page.getByRole('button', { name: 'Save' }).first()
  await expect(saveName).toBeFocused()
  await page.keyboard.press('Enter')
  await hears('Saved.')
  await expect(page.getByRole('heading', { level: 1, name: 'Shop' })).toBeVisible()
  await expect(saveName).toBeFocused()
  const slug = page.getByRole('textbox', { name: 'Slug' })
  await slug.fill('shop-two')
  await slug.press('Enter')
  await hears('Saved.')
  await expect(slug).toBeFocused()

  await page.goto('/settings')
  await page.getByRole('textbox', { name: 'Name' }).fill('Night shift')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^Night shift/ })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await upstream.end()
})

test('a secret that was stored or replaced is no longer in the page, and the focus is at the button', async ({
  page,
  account,
}) => {
  const upstream = await startReplay([{ name: 'list_orders' }])
  const gate = await openGate(account, 'Shop', { kind: 'http', url: upstream.url }, policy)
  await page.goto(`/servers/${gate.serverId}/settings`)
  const save = page.getByRole('button', { name: 'Save' }).last()
  await page.getByRole('button', { name: 'Add a header' }).click()
  await page.getByRole('textbox', { name: 'Name of header 1' }).fill('x-key')
  const value = page.getByLabel('Value of x-key', { exact: true })
  await value.fill('first')
  await value.press('Enter')
  await expect(page.getByText('stored, not shown')).toBeVisible()
  await expect(save).toBeFocused()
  await page.getByRole('button', { name: 'Replace' }).click()
  await value.fill('second')
  await value.press('Enter')
  await expect(page.getByText('stored, not shown')).toBeVisible()
  await expect(value).toHaveCount(0)
  await expect(save).toBeFocused()
  await expect(save).toHaveAttribute('aria-disabled', 'true')
  await upstream.end()
})
