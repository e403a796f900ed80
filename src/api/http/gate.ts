import type { Access, Scope } from '#contract/route'
import { ApprovalId, GrantId, PolicyId, ServerId, WorkspaceId } from '#model/id'
import { type Member, may, type Permission } from '#model/member'
import { fail, ok, type Result } from '#std/result'
import type { Storage } from '#storage'
import type { ApiFault, Found, User } from './asked.ts'
import { notFound, unauthenticated } from './faults.ts'

type FoundOne = { readonly [S in Scope]?: Found[S] }

interface LetIn extends FoundOne {
  readonly user?: User
  readonly member?: Member
}

interface Located {
  readonly workspaceId: WorkspaceId
  readonly found: FoundOne
}

type Finder = (storage: Storage, id: string) => Promise<Located | undefined>

async function locate<T extends { workspaceId: WorkspaceId }>(
  pending: Promise<T | undefined>,
  found: (object: T) => FoundOne,
): Promise<Located | undefined> {
  const object = await pending
  return object && { workspaceId: object.workspaceId, found: found(object) }
}

/** How the object of each scope is found by the id in the path. */
const finders: Readonly<Record<Scope, Finder>> = {
  workspace: async (storage, id) => {
    const workspace = await storage.workspaces.get(WorkspaceId.parse(id))
    return workspace && { workspaceId: workspace.id, found: { workspace } }
  },
  server: (storage, id) => locate(storage.servers.get(ServerId.parse(id)), (server) => ({ server })),
  policy: (storage, id) => locate(storage.policies.get(PolicyId.parse(id)), (policy) => ({ policy })),
  grant: (storage, id) => locate(storage.grants.get(GrantId.parse(id)), (grant) => ({ grant })),
  approval: (storage, id) =>
    locate(storage.approvals.get(ApprovalId.parse(id)), (approval) => ({ approval })),
}

const inWords: Readonly<Record<Permission, string>> = {
  view: 'look around here',
  servers: 'change servers',
  policies: 'change policies',
  grants: 'change grants',
  approvals: 'decide approvals',
  workspace: 'change the workspace',
}

const roleInWords = {
  admin: 'an admin',
  policy_manager: 'a policy manager',
  approver: 'an approver',
  viewer: 'a viewer',
} as const

function forbidden(member: Member, permission: Permission): ApiFault {
  const role = roleInWords[member.role]
  return { code: 'forbidden', message: `As ${role} of this workspace you may not ${inWords[permission]}.` }
}

/**
 * Who comes in, and with what. INVARIANT: the object is found before the membership is asked, and both failures are one
 * and the same answer; the role is looked at only when the caller is known to be a member.
 */
export async function gate(
  storage: Storage,
  access: Access,
  user: User | undefined,
  params: Readonly<Record<string, string>>,
): Promise<Result<LetIn, ApiFault>> {
  if (access.kind === 'public') return ok({})
  if (user === undefined) return fail(unauthenticated)
  if (access.kind === 'signed-in') return ok({ user })
  const id = params[`${access.of}Id`]
  const located = id === undefined ? undefined : await finders[access.of](storage, id)
  const member = located && (await storage.workspaces.memberOf(user.id, located.workspaceId))
  if (located === undefined || member === undefined) return fail(notFound)
  if (!may(member.role, access.permission)) return fail(forbidden(member, access.permission))
  return ok({ user, member, ...located.found })
}
