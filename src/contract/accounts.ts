import { z } from 'zod'
import { UserId } from '#model/id'
import { Member } from '#model/member'
import { Workspace, WorkspaceName } from '#model/workspace'
import { anyone, route, signedIn } from './route.ts'

const Email = z.email('this does not look like an e-mail address').max(254)
/** NIST SP 800-63B §5.1.1.2: length counts, composition rules do not; the common ones are refused by the API. */
const Password = z.string().min(10, 'use at least 10 characters').max(128, 'use at most 128 characters')

/** The signed-in user with the workspaces the user belongs to. */
export const Me = z.object({
  user: z.object({ id: UserId, email: z.string(), name: z.string() }),
  /** The first account: operates the installation. */
  operator: z.boolean(),
  memberships: z.array(z.object({ workspace: Workspace, member: Member })),
})
export type Me = z.infer<typeof Me>

/** What a visitor may know before signing in. */
export const InstallationInfo = z.object({
  version: z.string(),
  /** No account yet: the next sign-up operates the installation. */
  fresh: z.boolean(),
  /** The next sign-up must give the set-up token that the log prints. */
  needsSetupToken: z.boolean(),
  signUp: z.enum(['open', 'closed']),
  /** Where the dashboard and the gateway are reached. */
  origin: z.string(),
  local: z.boolean(),
})
export type InstallationInfo = z.infer<typeof InstallationInfo>

export const SignUp = z.object({
  email: Email,
  password: Password,
  name: z.string().trim().max(80).optional(),
  workspaceName: WorkspaceName.optional(),
  setupToken: z.string().max(200).optional(),
})
export type SignUp = z.input<typeof SignUp>

export const SignIn = z.object({ email: Email, password: z.string().min(1, 'enter your password').max(128) })
export type SignIn = z.input<typeof SignIn>

export const accounts = {
  installation: route({
    method: 'get',
    path: '/api/installation',
    summary: 'What a visitor may know of the installation',
    access: anyone,
    answer: InstallationInfo,
  }),
  signUp: route({
    method: 'post',
    path: '/api/accounts',
    summary: 'Sign up: an account, its workspace, and a session',
    access: anyone,
    body: SignUp,
    answer: Me,
    faults: ['email_taken', 'common_password', 'setup_token_required', 'setup_token_wrong', 'sign_up_closed'],
  }),
  signIn: route({
    method: 'post',
    path: '/api/session',
    summary: 'Sign in',
    access: anyone,
    body: SignIn,
    answer: Me,
    faults: ['wrong_credentials'],
  }),
  signOut: route({ method: 'delete', path: '/api/session', summary: 'Sign out', access: signedIn }),
  me: route({
    method: 'get',
    path: '/api/me',
    summary: 'Who is signed in; null = nobody, which is no fault of whoever asks',
    access: anyone,
    answer: Me.nullable(),
  }),
} as const
