import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { contact } from '#contract/contact'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { retryMs } from './contact.ts'
import { openWorld, type World, type WorldOptions } from './testing/world.ts'

const message = { name: 'Ada', email: 'ada@example.org', message: 'Does it hold calls?' }
const received = { message: "Message sent. We'll get back to you soon." }
const mailed = { settings: { contactTo: 'us@example.org' } }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})

afterEach(() => {
  vi.useRealTimers()
})

async function fresh(options: Partial<WorldOptions> = {}): Promise<World> {
  const sealer = createSealer([newSealingKey()])
  return openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer, ...options })
}

function send(world: World, more: object = {}, address?: string) {
  return world.browser(address).ask(contact.send, { body: { ...message, ...more } })
}

test('a message is kept, then mailed, and whoever sent it is told so', async () => {
  const world = await fresh(mailed)
  expect((await send(world)).body).toEqual(received)
  await vi.waitFor(() => expect(world.mail.sent).toHaveLength(1))
  expect(world.mail.sent[0]).toMatchObject({
    to: 'us@example.org',
    replyTo: 'ada@example.org',
    subject: 'Message from Ada',
  })
  expect(world.mail.sent[0]?.text).toContain('Does it hold calls?')
  await vi.waitFor(async () => expect(await world.storage.contact.undelivered(9)).toEqual([]))
})

test('with mail down a message is kept and mailed later, once', async () => {
  const world = await fresh(mailed)
  world.mail.isDown = true
  expect((await send(world)).body).toEqual(received)
  expect(await world.storage.contact.undelivered(9)).toMatchObject([{ ...message, deliveredAt: null }])
  world.mail.isDown = false
  await vi.advanceTimersByTimeAsync(retryMs)
  await vi.waitFor(async () => expect(await world.storage.contact.undelivered(9)).toEqual([]))
  await vi.advanceTimersByTimeAsync(retryMs)
  expect(world.mail.sent).toHaveLength(1)
})

test('where nobody is to be mailed, messages are kept', async () => {
  const world = await fresh()
  expect((await send(world)).body).toEqual(received)
  expect(await world.storage.contact.undelivered(9)).toMatchObject([message])
  expect(world.mail.sent).toEqual([])
})

test('who fills in the field that people do not see is told the same, and nothing is kept', async () => {
  const world = await fresh(mailed)
  expect((await send(world, { website: 'https://spam.example' })).body).toEqual(received)
  expect((await send(world, { website: '' })).body).toEqual(received)
  await vi.waitFor(() => expect(world.mail.sent).toHaveLength(1))
})

test('five messages an hour are for one address', async () => {
  const world = await fresh()
  for (let sent = 0; sent < 5; sent++) expect((await send(world)).status).toBe(200)
  const sixth = await send(world)
  expect([sixth.status, sixth.fault?.code, sixth.headers.get('retry-after')]).toEqual([
    429,
    'too_many',
    '720',
  ])
  expect((await send(world, {}, '198.51.100.7')).status).toBe(200)
  world.clock.advance(720_000)
  expect((await send(world)).status).toBe(200)
})

test('what is missing or wrong is told by field, and nothing is kept', async () => {
  const world = await fresh()
  const answer = await send(world, { name: ' ', email: 'ada', message: 'x'.repeat(5001) })
  expect(answer.status).toBe(422)
  expect(answer.fault?.fields).toMatchObject({
    name: 'Please tell us your name.',
    email: 'This does not look like an e-mail address.',
    message: expect.any(String),
  })
  expect(await world.storage.contact.undelivered(9)).toEqual([])
})

test('a name cannot begin another header of the mail', async () => {
  const world = await fresh(mailed)
  await send(world, { name: 'Ada\r\nBcc: all@example.org' })
  await vi.waitFor(() => expect(world.mail.sent).toHaveLength(1))
  expect(world.mail.sent[0]?.subject).toBe('Message from Ada Bcc: all@example.org')
})
