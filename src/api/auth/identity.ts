import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { UserId } from '#model/id'
import type { Log } from '#platform/log'
import type { User } from '../http/asked.ts'

/** A database that better-auth can use: its own tables stand in it beside ours. */
export type AuthDatabase = NonNullable<BetterAuthOptions['database']>

export interface IdentityOptions {
  readonly database: AuthDatabase
  /** Signs the session cookies. */
  readonly secret: string
  /** Where the dashboard is reached: with https the cookies are sent over nothing else. */
  readonly origin: string
  readonly log: Log
  /** Absent: scrypt, which is slow by design. */
  readonly hasher?: PasswordHasher | undefined
}

/** Turns passwords into what is kept of them. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  verify(given: { readonly hash: string; readonly password: string }): Promise<boolean>
}

type SetCookie = (cookie: string) => void

/** Accounts, passwords and sessions; better-auth behind a door of our own words. */
export interface Identity {
  /** Undefined = the e-mail has an account. */
  create(account: { email: string; password: string; name: string }): Promise<User | undefined>
  /** Takes a half-made account away. */
  remove(user: UserId): Promise<void>
  /** Undefined = no such account, or another password; which of the two is not told, nor to be timed. */
  signIn(credentials: { email: string; password: string }, from: From): Promise<User | undefined>
  signOut(headers: Headers, setCookie: SetCookie): Promise<void>
  /** Without `setCookie` a session is looked at only, and not made longer. */
  userOf(headers: Headers, setCookie?: SetCookie): Promise<User | undefined>
}

interface From {
  readonly headers: Headers
  readonly address: string
  readonly setCookie: SetCookie
}

const day = 86_400
const addressHeader = 'x-sallyport-address'

function optionsOf({ database, secret, origin, log, hasher }: IdentityOptions) {
  return {
    appName: 'Sallyport',
    database,
    secret,
    baseURL: origin,
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      ...(hasher !== undefined && { password: hasher }),
    },
    session: { expiresIn: 14 * day, updateAge: day },
    // Ours are in front: by address and by account, with the answer that the contract names.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: 'sallyport',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    logger: {
      level: 'error',
      log: (_level, message) => log.error({ from: 'better-auth' }, message),
    },
  } satisfies BetterAuthOptions
}

/** THREAT: only these headers reach better-auth, so that no other can change what it does; the address is the one we found. */
function bare(headers: Headers, address?: string): Headers {
  const kept = new Headers()
  for (const name of ['cookie', 'user-agent']) {
    const value = headers.get(name)
    if (value !== null) kept.set(name, value)
  }
  if (address !== undefined) kept.set(addressHeader, address)
  return kept
}

function tell(headers: Headers, setCookie: SetCookie): void {
  for (const cookie of headers.getSetCookie()) setCookie(cookie)
}

function userFrom(user: { id: string; email: string; name: string }): User {
  return { id: UserId.parse(user.id), email: user.email, name: user.name }
}

/** Brings better-auth's tables up to date, then opens it. */
export async function openIdentity(given: IdentityOptions): Promise<Identity> {
  const options = optionsOf(given)
  // INVARIANT: before better-auth is made, for it compares the tables with its schema the moment it is.
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
  const auth = betterAuth(options)
  const { internalAdapter, password: hasher } = await auth.$context
  return {
    /**
     * Step by step, and not by better-auth's own sign-up: that one would tell us neither the id of what it half made, nor
     * that an e-mail was taken in the same moment, and with transactions on it would hold the database over a slow hash.
     */
    async create({ email, password, name }) {
      if ((await internalAdapter.findUserByEmail(email)) !== null) return undefined
      const hash = await hasher.hash(password)
      const made = await internalAdapter
        .createUser({ email, name, emailVerified: false }, { method: 'email-password' })
        .catch(async (thrown: unknown) => {
          // Two sign-ups with one address at a time: the table takes the first, the other is told so.
          if ((await internalAdapter.findUserByEmail(email)) !== null) return undefined
          throw thrown
        })
      if (made === undefined) return undefined
      const user = userFrom(made)
      const account = { userId: user.id, providerId: 'credential', accountId: user.id, password: hash }
      await internalAdapter.linkAccount(account).catch(async (thrown: unknown) => {
        await internalAdapter.deleteUser(user.id)
        throw thrown
      })
      return user
    },
    remove: (user) => internalAdapter.deleteUser(user),
    async signIn(body, { headers, address, setCookie }) {
      // It hashes for an unknown e-mail too, so that the answer takes as long; accounts.test.ts counts.
      const answer = await auth.api.signInEmail({ body, headers: bare(headers, address), asResponse: true })
      if (answer.status === 401) return undefined
      if (!answer.ok) throw new Error(`better-auth refused a sign-in with ${answer.status}`)
      tell(answer.headers, setCookie)
      const user = await internalAdapter.findUserByEmail(body.email)
      return user === null ? undefined : userFrom(user.user)
    },
    async signOut(headers, setCookie) {
      const { headers: answer } = await auth.api.signOut({ headers: bare(headers), returnHeaders: true })
      tell(answer, setCookie)
    },
    // Asked at each request, of the database: a session that was ended elsewhere is ended here at once.
    async userOf(headers, setCookie) {
      if (!headers.has('cookie')) return undefined
      const { headers: answer, response } = await auth.api.getSession({
        headers: bare(headers),
        query: setCookie === undefined ? { disableRefresh: true } : {},
        returnHeaders: true,
      })
      if (setCookie !== undefined) tell(answer, setCookie)
      return response === null ? undefined : userFrom(response.user)
    },
  }
}
