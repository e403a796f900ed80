import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog, silentLog } from './log.ts'
import { createMailer } from './mail.ts'

const mail = {
  to: 'ada@example.com',
  subject: 'Grüße',
  text: 'Hello Ada,\nwelcome.',
  replyTo: 'eve@example.com',
}
const from = 'Sallyport <gate@example.com>'

let dir = ''
const closers: (() => void)[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mail-'))
})

afterEach(() => {
  for (const close of closers.splice(0)) close()
  rmSync(dir, { recursive: true })
})

async function smtp(options: SMTPServerOptions) {
  const received: { to: string[]; raw: string }[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo.map((recipient) => recipient.address)
      text(stream).then((raw) => {
        received.push({ to, raw })
        done()
      }, done)
    },
    ...options,
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  closers.push(() => server.close())
  const address = listening.address()
  return { received, host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}

function mailer(smtpUrl?: string) {
  const made = createMailer({ smtpUrl, outboxDir: join(dir, 'outbox'), from, log: silentLog })
  closers.push(() => made.close())
  return made
}

test('a mail goes by SMTP, to its one recipient, with subject, text and the address to answer to', async () => {
  const { received, host } = await smtp({})
  expect(await mailer(`smtp://${host}`).send({ ...mail, html: '<p>Hello</p>' })).toEqual({
    ok: true,
    value: 'sent',
  })
  expect(received).toHaveLength(1)
  expect(received[0]?.to).toEqual(['ada@example.com'])
  const raw = received[0]?.raw ?? ''
  expect(raw).toMatch(/^From: Sallyport <gate@example.com>\r$/m)
  expect(raw).toMatch(/^Reply-To: eve@example.com\r$/m)
  expect(raw).toMatch(/^Subject: =\?UTF-8\?/m)
  expect(raw).toContain('Hello Ada,\r\nwelcome.')
  expect(raw).toContain('<p>Hello</p>')
})

test('the name and password of the address are used, percent signs and all', async () => {
  const seen: unknown[] = []
  const { host } = await smtp({
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => {
      seen.push(auth.username, auth.password)
      done(null, { user: 'gate' })
    },
  })
  expect((await mailer(`smtp://gate%40example.com:p%25ss@${host}`).send(mail)).ok).toBe(true)
  expect(seen).toEqual(['gate@example.com', 'p%ss'])
})

test('a server that refuses, or is not there, is a fault that says so', async () => {
  const { host } = await smtp({ onRcptTo: (_address, _session, done) => done(new Error('no such user')) })
  const refused = await mailer(`smtp://${host}`).send(mail)
  expect(refused).toMatchObject({ ok: false, fault: { code: 'mail_failed' } })
  expect(refused.ok ? '' : refused.fault.message).toContain('no such user')
  const nobody = await mailer('smtp://127.0.0.1:1').send(mail)
  expect(nobody).toMatchObject({ ok: false, fault: { code: 'mail_failed' } })
})

test('without a server the mail is kept for its owner only, and the log names the file', async () => {
  let lines = ''
  const log = createLog({
    to: {
      write: (line) => {
        lines += line
      },
    },
  })
  const outboxDir = join(dir, 'outbox')
  const outcome = await createMailer({ outboxDir, from, log }).send(mail)
  expect(outcome).toEqual({ ok: true, value: 'kept' })
  const [name = ''] = readdirSync(outboxDir)
  const path = join(outboxDir, name)
  expect(JSON.parse(lines).path).toBe(path)
  expect(name).toMatch(/\.eml$/)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toContain('To: ada@example.com\n')
  expect(readFileSync(path, 'utf8')).toContain('Hello Ada,\nwelcome.')
})

test.each([
  'ada@example.com, eve@example.com',
  'ada@example.com\r\nBcc: eve@example.com',
  'Ada <ada@example.com>',
  'ada',
])('`%s` is not one address, and nothing is sent', async (to) => {
  const { received, host } = await smtp({})
  expect((await mailer(`smtp://${host}`).send({ ...mail, to })).ok).toBe(false)
  expect(received).toEqual([])
})

test('a line break in a subject or an answer address adds no header', async () => {
  const { received, host } = await smtp({})
  await mailer(`smtp://${host}`).send({
    ...mail,
    subject: 'hello\r\nBcc: eve@example.com',
    replyTo: 'eve@example.com\r\nX-Evil: yes',
  })
  expect(received[0]?.to).toEqual(['ada@example.com'])
  expect(received[0]?.raw).not.toMatch(/^(Bcc|X-Evil):/m)
})
