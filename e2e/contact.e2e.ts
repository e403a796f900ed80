import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { listener } from './listen.ts'
import { openWorld, type World } from './world.ts'

const message = { name: 'Grace', email: 'grace@example.com', message: 'Does it gate ships?' }
const thanks = "Message sent. We'll get back to you soon."

function send(world: World): Promise<Response> {
  return fetch(`${world.origin}/api/contact`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: world.origin },
    body: JSON.stringify(message),
  })
}

test('a visitor sends a message', async ({ page }) => {
  await page.goto('/contact')
  await page.getByRole('button', { name: /send/i }).click()
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.getByLabel('Name').fill(message.name)
  await page.getByLabel('E-mail').fill(message.email)
  await page.getByLabel('Message').fill(message.message)
  const hears = await listener(page)
  await page.getByRole('button', { name: /send/i }).click()
  await expect(page.getByRole('heading', { name: 'Message sent' })).toBeFocused()
  await expect(page.getByRole('main').getByText(thanks)).toBeVisible()
  // In a region that was there before: one that comes with its words is often not read.
  await hears(thanks)
})

test('without a mail server the message lies in the outbox', async () => {
  const world = await openWorld({ SALLYPORT_CONTACT_TO: 'team@example.com' })
  expect(await (await send(world)).json()).toEqual({ message: thanks })
  const outbox = join(world.dataDir, 'outbox')
  await expect.poll(() => readdir(outbox).catch(() => [])).toHaveLength(1)
  const [file = ''] = await readdir(outbox)
  expect(await readFile(join(outbox, file), 'utf8')).toContain(message.message)
  await world.end()
})

test('with mail down the answer is as true: the message is kept', async () => {
  const world = await openWorld({
    SALLYPORT_CONTACT_TO: 'team@example.com',
    SMTP_URL: 'smtp://127.0.0.1:9',
  })
  expect(await (await send(world)).json()).toEqual({ message: thanks })
  await world.kill('SIGKILL')
  await world.start()
  await world.end()
})
