import { type Approval, openStates } from '#model/approval'
import { allowsOwn, isAble } from '#model/approvers'
import type { Grant } from '#model/grant'
import { type Member, may, Role, type Role as RoleName } from '#model/member'
import type { Instant } from '#model/time'
import type { Workspace } from '#model/workspace'
import type { ApiFault } from '../http/asked.ts'

/** All that decides whether a member may decide. */
export interface Standing {
  readonly approval: Approval
  /** Undefined = the grant's record is gone. */
  readonly grant: Grant | undefined
  readonly member: Member
  readonly members: readonly Member[]
  readonly workspace: Workspace
  readonly now: Instant
}

/** Why a member may not decide, in the order in which a person would ask; undefined = may. */
export function refusalOf(standing: Standing): ApiFault | undefined {
  return settled(standing) ?? unable(standing) ?? repeated(standing) ?? ownCall(standing)
}

/** The holder of a grant is the member who minted it (policy.md, 5). */
export function isOwn({ grant, member }: Pick<Standing, 'grant' | 'member'>): boolean {
  return grant?.mintedBy.memberId === member.id
}

const stateInWords: Readonly<Record<Approval['state'], string>> = {
  waiting: 'This call waits no longer.',
  parked: 'This call waits no longer.',
  approved: 'This call is approved already.',
  executed: 'This call was approved, and has run.',
  denied: 'This call is denied already.',
  expired: 'Nobody answered in time, so this call was denied.',
  cancelled: 'This call was cancelled by the client.',
  outcome_unknown: 'This call was approved and sent; no answer is known.',
}

function settled({ approval, now }: Standing): ApiFault | undefined {
  const isOver = now >= approval.expiresAt
  if (openStates.includes(approval.state) && !isOver) return undefined
  const state = openStates.includes(approval.state) ? 'expired' : approval.state
  const last = approval.decisions.at(-1)
  const by = last !== undefined && (state === 'approved' || state === 'denied') ? last.name : undefined
  const message =
    by === undefined ? stateInWords[state] : stateInWords[state].replace(/ already\.$/, ` by ${by}.`)
  return { code: 'settled', message }
}

function unable({ approval, member, members }: Standing): ApiFault | undefined {
  if (isAble(member, approval.approvers)) return undefined
  const names = approval.approvers.flatMap((one) => approverInWords(one, members))
  const message =
    names.length === 0
      ? 'Nobody in this workspace may decide this call.'
      : `Only ${inWords(names)} may decide this call.`
  return { code: 'not_an_approver', message }
}

const roleInWords: Readonly<Record<RoleName, string>> = {
  admin: 'admins',
  policy_manager: 'policy managers',
  approver: 'approvers',
  viewer: 'viewers',
}

/** Roles that may not approve anything are named in vain, and so are members who have left. */
function approverInWords(approver: string, members: readonly Member[]): string[] {
  const role = Role.safeParse(approver)
  if (role.success) return may(role.data, 'approvals') ? [roleInWords[role.data]] : []
  return members
    .filter((member) => member.id === approver && may(member.role, 'approvals'))
    .map((member) => member.name)
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function repeated({ approval, member }: Standing): ApiFault | undefined {
  if (!approval.decisions.some((decision) => decision.memberId === member.id)) return undefined
  const more = approval.count - approval.decisions.length
  const who = more === 1 ? 'One more person is' : `${more} more people are`
  return { code: 'repeated', message: `You have approved this call. ${who} needed.` }
}

/**
 * THREAT: who holds an agent's token and approves its calls is asked nothing at all. Own calls are for another to decide,
 * unless the workspace says otherwise, or says nothing and has nobody else (policy.md, 5).
 */
function ownCall(standing: Standing): ApiFault | undefined {
  if (allowsOwn(standing.workspace, standing.members) || !isOwn(standing)) return undefined
  return {
    code: 'not_an_approver',
    message: 'You minted the grant that makes this call, so someone else decides.',
  }
}
