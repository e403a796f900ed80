import { randomBytes } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { type Fault, fail, ok, type Result } from '#std/result'
import type { Log } from './log.ts'

interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly replyTo?: string
}

/** `sent`: a mail server took it. `kept`: there is none, and it lies in the outbox. */
type Delivery = 'sent' | 'kept'

export interface Mailer {
  send(mail: Mail): Promise<Result<Delivery, Fault<'mail_failed'>>>
  close(): void
}

export interface MailerOptions {
  readonly smtpUrl?: string | undefined
  /** Where mail is put while there is no mail server. */
  readonly outboxDir: string
  readonly from: string
  readonly log: Log
}

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

function failed(error: unknown) {
  const reason = error instanceof Error ? error.message : String(error)
  return fail({ code: 'mail_failed' as const, message: `the mail was not sent: ${reason}` })
}

/** Mail is for one person: neither a list nor a second recipient can be slipped in by an address. */
function isOneAddress(text: string): boolean {
  return /^[^\s,;:<>"()[\]\\]+@[^\s,;:<>"()[\]\\]+$/.test(text)
}

function createOutbox({ outboxDir, log }: MailerOptions) {
  const compose = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  return async (mail: Mail & { from: string }): Promise<Delivery> => {
    const { message } = await compose.sendMail(mail)
    await mkdir(outboxDir, { recursive: true, mode: 0o700 })
    const stamp = new Date().toISOString().replaceAll(':', '-')
    const path = join(outboxDir, `${stamp}-${randomBytes(4).toString('hex')}.eml`)
    const file = await open(`${path}.part`, 'wx', 0o600)
    try {
      await file.writeFile(message)
      await file.sync()
    } finally {
      await file.close()
    }
    // Whoever watches the folder sees whole mails only.
    await rename(`${path}.part`, path)
    log.info({ path, subject: mail.subject }, 'no mail server is set (SMTP_URL), the mail is in the outbox')
    return 'kept'
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function createSmtp(smtpUrl: string) {
  const server = new URL(smtpUrl)
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const isSecure = server.protocol === 'smtps:'
  const user = decodeURIComponent(server.username)
  const transport = createTransport({
    host,
    port: Number(server.port || (isSecure ? 465 : 587)),
    secure: isSecure,
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(server.password) } }),
    // A password is not sent in the clear over a network, even if the server, or who sits between, offers nothing better.
    requireTLS: user !== '' && !isThisMachine(host),
    // Neither a file nor a web address can be had through a mail.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...timeouts,
  })
  const send = async (mail: Mail & { from: string }): Promise<Delivery> => {
    await transport.sendMail(mail)
    return 'sent'
  }
  return { send, close: () => transport.close() }
}

/** Sends mail by SMTP, or keeps it in the outbox while no server is set. A failure is a value: the caller decides. */
export function createMailer(options: MailerOptions): Mailer {
  const { smtpUrl, from, log } = options
  const smtp = smtpUrl === undefined ? undefined : createSmtp(smtpUrl)
  const deliver = smtp?.send ?? createOutbox(options)
  return {
    async send(mail) {
      if (!isOneAddress(mail.to)) return failed(`\`${mail.to}\` is not one mail address`)
      try {
        return ok(await deliver({ ...mail, from }))
      } catch (error) {
        log.error({ err: error, subject: mail.subject }, 'a mail was not sent')
        return failed(error)
      }
    },
    close: () => smtp?.close(),
  }
}
