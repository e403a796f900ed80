import type { ApprovalCard } from '#contract/approvals'
import type { Approval, ApprovalState } from '#model/approval'
import type { GrantId, ServerId } from '#model/id'
import type { Inventory } from '#model/inventory'
import type { Member } from '#model/member'
import type { Workspace } from '#model/workspace'
import type { Clock } from '#platform/clock'
import { invariant } from '#std/invariant'
import type { Storage, StoredGrant } from '#storage'
import { refusalOf, type Standing } from './refusal.ts'

const recordMs = 30 * 86_400_000
/** A grant that asked more often than this in a month has a record that says enough. */
const recordMost = 500

const approvedStates: readonly ApprovalState[] = ['approved', 'executed', 'outcome_unknown']
const recordStates: readonly ApprovalState[] = [...approvedStates, 'denied']

/** Makes cards for one caller; what several cards share is read once. */
export interface Cards {
  cardOf(approval: Approval): Promise<ApprovalCard>
  standingOf(approval: Approval): Promise<Standing>
}

export async function createCards(
  { storage, clock }: { readonly storage: Storage; readonly clock: Clock },
  member: Member,
): Promise<Cards> {
  const workspace = await workspaceOf(storage, member)
  const members = await storage.workspaces.members(workspace.id)
  const grants = once((id: GrantId) => storage.grants.get(id))
  const servers = once((id: ServerId) => storage.servers.get(id))
  const inventories = once((id: ServerId) => storage.inventories.latest(id))
  // One list a grant serves all its cards: an agent that asks twenty times costs no more than one that asks once.
  const earlier = once((grant: GrantId) =>
    storage.approvals.list(workspace.id, { grant, states: recordStates, limit: recordMost }),
  )
  const standing = (approval: Approval, grant: StoredGrant | undefined): Standing => {
    return { approval, grant, member, members, workspace, now: clock.now() }
  }
  return {
    standingOf: async (approval) => standing(approval, await grants(approval.grantId)),
    async cardOf(approval) {
      const [grant, server, inventory, settled] = await Promise.all([
        grants(approval.grantId),
        servers(approval.serverId),
        inventories(approval.serverId),
        earlier(approval.grantId),
      ])
      return {
        ...approval,
        serverName: server?.name ?? 'a deleted server',
        grantLabel: grant?.label ?? 'a deleted grant',
        toolTitle: titleIn(inventory, approval),
        record: recordOf(approval, settled, clock.now()),
        refusal: refusalOf(standing(approval, grant))?.message ?? null,
        now: clock.now(),
      }
    },
  }
}

async function workspaceOf(storage: Storage, member: Member): Promise<Workspace> {
  const workspace = await storage.workspaces.get(member.workspaceId)
  invariant(workspace !== undefined, 'a member is of a workspace')
  return workspace
}

function once<Key, Value>(read: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const known = new Map<Key, Promise<Value>>()
  return (key) => {
    const pending = known.get(key) ?? read(key)
    known.set(key, pending)
    return pending
  }
}

/** The tool's own title, if the tool is still as it was when the call came. */
function titleIn(inventory: Inventory | undefined, approval: Approval): string | null {
  const tool = inventory?.tools.find(
    ({ name, digest }) => name === approval.tool && digest === approval.definitionDigest,
  )
  return tool?.definition.title ?? tool?.definition.annotations?.title ?? null
}

function recordOf(approval: Approval, settled: readonly Approval[], now: number): ApprovalCard['record'] {
  const alike = settled.filter(
    (one) => one.tool === approval.tool && one.id !== approval.id && one.createdAt >= now - recordMs,
  )
  const approved = alike.filter((one) => approvedStates.includes(one.state)).length
  const times = alike.flatMap((one) => one.settledAt ?? [])
  return {
    approved,
    denied: alike.length - approved,
    lastAt: times.length === 0 ? null : Math.max(...times),
  }
}
