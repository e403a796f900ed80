import { isIP } from 'node:net'
import { z } from 'zod'
import type { Result } from '#std/result'
import { fail, ok } from '#std/result'

const flag = z.enum(['on', 'off', 'local'], 'must be on, off or local')
const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(error).int(error).min(least, error).max(most, error)
}
const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === '/' && url.search === '' && url.hash === '', 'must have no path')
  .transform((url) => url.origin)
const proxies = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every((part) => isIP(part.split('/')[0] ?? '') !== 0), {
    error: 'must be addresses or CIDR ranges, separated by commas',
  })

/** Every variable that Sallyport reads, with its values and its default. */
export const Config = z.object({
  PORT: whole(0, 65_535).default(4400),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  PUBLIC_URL: origin.optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }).optional(),
  SALLYPORT_MAIL_FROM: z.string().default('Sallyport <sallyport@localhost>'),
  SALLYPORT_CONTACT_TO: z.email('must be an e-mail address').optional(),
  SALLYPORT_SIGNUP: z.enum(['open', 'closed']).default('open'),
  SALLYPORT_SEALING_KEY: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits (32 bytes)')
    .optional(),
  SALLYPORT_TRUSTED_PROXIES: proxies.default([]),
  SALLYPORT_STDIO: flag.default('local'),
  SALLYPORT_ALLOW_PRIVATE_UPSTREAMS: flag.default('local'),
  SALLYPORT_HOLD_SECONDS: whole(1, 240).default(50),
  SALLYPORT_ACTIVITY_ARGUMENTS_DAYS: whole(0, 3650).default(7),
  SALLYPORT_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})
export type Config = z.infer<typeof Config>

/** What the README says of each: its default as printed, and a line. */
const documentation: { readonly [Name in keyof Config]-?: readonly [shown: string, says: string] } = {
  PORT: ['`4400`', 'Port for dashboard, API and gateway; `0` takes a free one.'],
  HOST: ['`127.0.0.1`', 'Address to listen on.'],
  DATA_DIR: ['`./data`', 'Where the database, the sealing key, the journal and the outbox live.'],
  PUBLIC_URL: ['none', 'The origin that people and clients use, when it is not the address listened on.'],
  SMTP_URL: ['none', 'Mail server; without it, mail is written to `DATA_DIR/outbox`.'],
  SALLYPORT_MAIL_FROM: ['`Sallyport <sallyport@localhost>`', 'Sender of mail.'],
  SALLYPORT_CONTACT_TO: [
    'none',
    'Who receives the contact form’s messages; they are kept in the database in any case.',
  ],
  SALLYPORT_SIGNUP: ['`open`', '`closed`: no new accounts after the first.'],
  SALLYPORT_SEALING_KEY: [
    'a file',
    'Key that seals secrets at rest, 64 hexadecimal digits; made in `DATA_DIR` with mode 0600 when not given.',
  ],
  SALLYPORT_TRUSTED_PROXIES: [
    'none',
    'Addresses or ranges of reverse proxies whose `X-Forwarded-*` headers count.',
  ],
  SALLYPORT_STDIO: [
    '`local`',
    'Whether the operator may register servers by command: `on`, `off`, or only while the installation is `local`.',
  ],
  SALLYPORT_ALLOW_PRIVATE_UPSTREAMS: [
    '`local`',
    'Whether upstreams may have private addresses: `on`, `off`, or only while `local`. Metadata addresses never.',
  ],
  SALLYPORT_HOLD_SECONDS: [
    '`50`',
    'How long a call waits for a person before the client is told to call again.',
  ],
  SALLYPORT_ACTIVITY_ARGUMENTS_DAYS: [
    '`7`',
    'For how many days the argument values of calls are kept, sealed, for replay and suggestions; `0`: not at all.',
  ],
  SALLYPORT_LOG_LEVEL: ['`info`', 'Least severe level that is logged.'],
}

/** Names that will mean something once several processes can share the work; set today they would be a false promise. */
const notYet: Readonly<Record<string, string>> = {
  DATABASE_URL: 'this version keeps its data in SQLite under `DATA_DIR`',
  REDIS_URL: 'this version is one process and counts in memory',
}

function complaint(problem: z.core.$ZodIssue): string {
  return `${String(problem.path[0])} ${problem.message}`
}

/** Reads the environment once. An empty variable is as good as none; an unknown `SALLYPORT_` name is refused, as a typing slip. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Result<Config> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const unknown = Object.keys(given).filter(
    (name) => name.startsWith('SALLYPORT_') && !Object.hasOwn(documentation, name),
  )
  if (unknown.length > 0)
    return fail({ code: 'unknown_variable', message: `no such setting: \`${unknown.join('`, `')}\`` })
  for (const [name, reason] of Object.entries(notYet))
    if (name in given)
      return fail({ code: 'unsupported_variable', message: `\`${name}\` is set, but ${reason}` })
  const parsed = Config.safeParse(given)
  if (parsed.success) return ok(parsed.data)
  return fail({ code: 'invalid_variable', message: parsed.error.issues.map(complaint).join('; ') })
}

/** The table that the README prints, one row a variable. */
export function configTable(): string {
  const rows = Object.entries(documentation).map(
    ([name, [shown, says]]) => `| \`${name}\` | ${shown} | ${says} |`,
  )
  return ['| Variable | Default | What it does |', '| --- | --- | --- |', ...rows].join('\n')
}
