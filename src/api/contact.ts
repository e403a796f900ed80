import { contact } from '#contract/contact'
import type { StoredContactMessage } from '#model/contact'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/id'
import type { Log } from '#platform/log'
import { createRateLimit, networkOf } from '#platform/rate-limit'
import { fail, ok, type Result } from '#std/result'
import type { Storage } from '#storage'
import { type Served, serve } from './handle.ts'
import { tooMany } from './http/faults.ts'

/** What the API asks of mail. */
export interface ContactMailer {
  send(mail: {
    readonly to: string
    readonly subject: string
    readonly text: string
    readonly replyTo: string
  }): Promise<Result<unknown>>
}

export interface ContactParts {
  readonly storage: Storage
  readonly clock: Clock
  readonly log: Log
  readonly mailer: ContactMailer
  /** Absent: messages are kept and not mailed. */
  readonly contactTo: string | undefined
}

export interface Contact {
  readonly served: readonly Served[]
  close(): void
}

const hourMs = 3_600_000
/** How often the kept messages are tried again. */
export const retryMs = 5 * 60_000
const atOnce = 50

/** True whatever becomes of the mail: the message is here (ux.md, 4). */
const received = { message: "Message sent. We'll get back to you soon." }

/** The public contact form. INVARIANT: a message is stored before it is answered for, and mailed after. */
export function serveContact(parts: ContactParts): Contact {
  const { storage, clock, log } = parts
  const perAddress = createRateLimit({ burst: 5, refillMs: hourMs, clock })
  const deliver = createDelivery(parts)
  const run = () =>
    void deliver().catch((thrown: unknown) => log.error({ err: thrown }, 'contact mail failed'))
  const timer = setInterval(run, retryMs)
  timer.unref()
  run()
  const served = serve(contact, {
    async send({ address, body: { website, ...message } }) {
      const taken = perAddress.take(networkOf(address))
      if (!taken.ok) {
        const says = 'That is a lot of messages. Wait a while before the next one.'
        return fail(tooMany(taken.fault.retryAfterMs, says))
      }
      // THREAT: a program that fills in every field learns nothing from the answer.
      if (website !== undefined && website !== '') return ok(received)
      await storage.contact.add({
        ...message,
        id: newId('msg', clock),
        receivedAt: clock.now(),
        deliveredAt: null,
      })
      // Not waited for: a mail server may take its minute, and the message is safe.
      run()
      return ok(received)
    },
  })
  return { served, close: () => clearInterval(timer) }
}

/** Mails what is not yet mailed, oldest first, one run at a time; the first failure ends the run, the next tries again. */
function createDelivery({ storage, clock, log, mailer, contactTo }: ContactParts): () => Promise<void> {
  // INVARIANT: one run at a time, or two would mail one message; who asks meanwhile is served by another round.
  let running: Promise<void> | undefined
  let isAskedAgain = false
  const once = async (to: string) => {
    for (const message of await storage.contact.undelivered(atOnce)) {
      const sent = await mailer.send(mailOf(to, message))
      if (!sent.ok) {
        log.warn(
          { message: message.id, fault: sent.fault },
          'a contact message is kept, mail did not take it',
        )
        return
      }
      await storage.contact.delivered(message.id, clock.now())
    }
  }
  const whileAsked = async (to: string) => {
    do {
      isAskedAgain = false
      await once(to)
    } while (isAskedAgain)
  }
  return async () => {
    if (contactTo === undefined) return
    isAskedAgain = true
    running ??= whileAsked(contactTo).finally(() => {
      running = undefined
    })
    await running
  }
}

/** THREAT: the name goes into a header; line breaks in it would begin another (RFC 5322 §2.2). */
function mailOf(to: string, { name, email, message, receivedAt }: StoredContactMessage) {
  return {
    to,
    replyTo: email,
    subject: `Message from ${name.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')}`,
    text: `${message}\n\n${name} <${email}>, ${new Date(receivedAt).toISOString()}\n`,
  }
}
