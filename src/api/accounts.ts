import { accounts, type Me, type SignUp } from '#contract/accounts'
import { MemberId, WorkspaceId } from '#model/id'
import type { Member } from '#model/member'
import type { Workspace } from '#model/workspace'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/id'
import { fail, ok, type Result } from '#std/result'
import type { Storage } from '#storage'
import type { Attempts } from './auth/attempts.ts'
import type { Identity } from './auth/identity.ts'
import { isCommonPassword } from './auth/password.ts'
import type { SetupToken } from './auth/setup-token.ts'
import { type Served, serve } from './handle.ts'
import type { ApiFault, User } from './http/asked.ts'
import { refuse, tooMany, unauthenticated } from './http/faults.ts'
import type { ApiSettings } from './settings.ts'

export interface AccountsParts {
  readonly storage: Storage
  readonly clock: Clock
  readonly identity: Identity
  readonly attempts: Attempts
  readonly setupToken: SetupToken
  readonly settings: ApiSettings
  readonly isLocal: () => boolean
}

/** Sign-up, sign-in, sign-out, and who is there. */
export function serveAccounts(parts: AccountsParts): readonly Served[] {
  const { storage, identity, attempts, settings, isLocal } = parts
  return serve(accounts, {
    async installation() {
      const fresh = (await storage.installation.operator()) === undefined
      return ok({
        version: settings.version,
        fresh,
        needsSetupToken: fresh && !isLocal(),
        signUp: settings.signUp,
        origin: settings.origin,
        local: isLocal(),
      })
    },

    async signUp(asked) {
      // Counted before anything is looked up, so that a flood costs nothing but the count.
      const limited = attempts.signUp(asked.address)
      if (limited !== undefined) return fail(limited)
      const email = asked.body.email.toLowerCase()
      const gate = await mayJoin(parts, asked.body.setupToken)
      if (!gate.ok) return gate
      if (isCommonPassword(asked.body.password, email))
        return refuse('common_password', tooCommon, inPassword)
      const name = asked.body.name || (email.split('@')[0] ?? email)
      const user = await identity.create({ email, password: asked.body.password, name })
      if (user === undefined)
        return refuse('email_taken', 'This e-mail has an account here. Sign in instead.', inEmail)
      await completed(parts, user, asked.body).catch(async (thrown: unknown) => {
        // A failed half is undone, so that the same e-mail can try once more.
        await identity.remove(user.id)
        throw thrown
      })
      // An account of its own right by now: what follows is the sign-in that its owner would make by hand.
      const signedIn = await identity.signIn({ email, password: asked.body.password }, asked)
      return signedIn === undefined ? fail(unauthenticated) : ok(await meOf(storage, signedIn))
    },

    async signIn(asked) {
      const email = asked.body.email.toLowerCase()
      const limited = attempts.signIn(asked.address, email)
      if (limited !== undefined) return fail(limited)
      const user = await identity.signIn({ email, password: asked.body.password }, asked)
      if (user === undefined) return refuse('wrong_credentials', 'E-mail or password is wrong.')
      const me = await meOf(storage, user)
      if (me.memberships.length > 0) return ok(me)
      // A sign-up that a crash cut in half: the account is there, its workspace is not.
      await completed(parts, user, {})
      return ok(await meOf(storage, user))
    },

    async signOut(asked) {
      await identity.signOut(asked.headers, asked.setCookie)
      return ok(undefined)
    },

    async me(asked) {
      const user = await identity.userOf(asked.headers, asked.setCookie)
      return ok(user === undefined ? null : await meOf(storage, user))
    },
  })
}

const tooCommon = 'This password is among the first that are tried. Choose another.'
const inPassword = { fields: { password: tooCommon } }
const inEmail = { fields: { email: 'This e-mail has an account here.' } }

/** The first account is always let in, where strangers can reach the installation only with the set-up token. */
async function mayJoin(parts: AccountsParts, given: string | undefined): Promise<Result<void, ApiFault>> {
  const { storage, settings, setupToken, isLocal } = parts
  if ((await storage.installation.operator()) !== undefined)
    return settings.signUp === 'open'
      ? ok(undefined)
      : refuse('sign_up_closed', 'Sign-up is closed here. Ask the operator for an account.')
  if (isLocal()) return ok(undefined)
  setupToken.announce()
  if (given === undefined || given.trim() === '')
    return refuse('setup_token_required', 'The first account needs the set-up token that the log prints.', {
      fields: { setupToken: 'Enter the set-up token from the log.' },
    })
  const verdict = setupToken.try(given)
  if (verdict.kind === 'right') return ok(undefined)
  if (verdict.kind === 'locked')
    return fail(tooMany(verdict.waitMs, 'Too many wrong set-up tokens. Try again later.'))
  return refuse('setup_token_wrong', 'This is not the set-up token that the log prints.', {
    fields: { setupToken: 'Not the token that the log prints.' },
  })
}

/** The second half of a sign-up. INVARIANT: the workspace comes before the claim, for a claim is for ever. */
async function completed(
  parts: AccountsParts,
  user: User,
  wanted: Pick<SignUp, 'workspaceName'>,
): Promise<void> {
  const { storage, clock } = parts
  const now = clock.now()
  const workspace: Workspace = {
    id: WorkspaceId.parse(newId('ws', clock)),
    name: wanted.workspaceName ?? `${user.name.slice(0, 40)}’s workspace`,
    ownApprovals: null,
    createdAt: now,
  }
  const owner: Member = {
    id: MemberId.parse(newId('mem', clock)),
    workspaceId: workspace.id,
    userId: user.id,
    name: user.name,
    email: user.email,
    role: 'admin',
    joinedAt: now,
  }
  await storage.workspaces.create(workspace, owner)
  await storage.installation.claim(user.id)
}

async function meOf(storage: Storage, user: User): Promise<Me> {
  const [operator, memberships] = await Promise.all([
    storage.installation.operator(),
    storage.workspaces.membershipsOf(user.id),
  ])
  return {
    user: { id: user.id, email: user.email, name: user.name },
    operator: operator === user.id,
    memberships: memberships.map(({ workspace, member }) => ({ workspace, member })),
  }
}
