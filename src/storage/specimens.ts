import type { Call } from '#model/activity'
import type { Approval, ApprovalDecision } from '#model/approval'
import { emptyProgress } from '#model/grant'
import { ApprovalId, CallId, GrantId, MemberId, PolicyId, ServerId, UserId, WorkspaceId } from '#model/id'
import type { DiscoveredInventory } from '#model/inventory'
import type { Member } from '#model/member'
import type { Draft, Policy, Revision } from '#model/policy'
import { Slug } from '#model/server'
import type { Workspace } from '#model/workspace'
import { createTestClock } from '#platform/clock'
import { digestOf, hashText, newId } from '#platform/id'
import type { StoredGrant } from './grants.ts'
import type { Storage } from './index.ts'
import type { StoredServer } from './servers.ts'

/** The time of all specimens: each is made a millisecond after the one before. */
export const clock = createTestClock()

function fresh(prefix: string): string {
  clock.advance(1)
  return newId(prefix, clock)
}

export function newWorkspace(): Workspace {
  return { id: WorkspaceId.parse(fresh('ws')), name: 'Acme', ownApprovals: null, createdAt: clock.now() }
}

export function newMember(workspace: Workspace, user = fresh('usr')): Member {
  return {
    id: MemberId.parse(fresh('mem')),
    workspaceId: workspace.id,
    userId: UserId.parse(user),
    name: 'Ada',
    email: 'ada@example.com',
    role: 'admin',
    joinedAt: clock.now(),
  }
}

export function newServer(workspace: Workspace, changes: Partial<StoredServer> = {}): StoredServer {
  const id = ServerId.parse(fresh('srv'))
  return {
    id,
    workspaceId: workspace.id,
    name: 'GitHub',
    slug: Slug.parse(id.slice(4)),
    transport: { kind: 'http', url: 'https://example.com/mcp', headerNames: ['X-Key'] },
    sealedTransport: 'opaque',
    list: 'policy',
    health: { state: 'unknown', checkedAt: null, error: null },
    createdAt: clock.now(),
    ...changes,
  }
}

export function newInventory(server: StoredServer, names: readonly string[]): DiscoveredInventory {
  return {
    serverId: server.id,
    discoveredAt: clock.now(),
    serverName: 'demo',
    serverVersion: '1.0.0',
    protocolVersion: '2025-11-25',
    tools: names.map((tool) => {
      const definition = { name: tool, description: `does ${tool}`, inputSchema: { type: 'object' } }
      return {
        name: tool,
        digest: digestOf(definition),
        definition,
        risk: {
          category: 'read',
          level: 'low',
          confidence: 1,
          unsure: false,
          evidence: [],
          signals: [],
          explanation: 'it reads',
        },
      }
    }),
  }
}

export function newPolicy(server: StoredServer, name = 'default'): Policy {
  return {
    id: PolicyId.parse(fresh('pol')),
    workspaceId: server.workspaceId,
    serverId: server.id,
    name,
    enforced: null,
    shadow: null,
    createdAt: clock.now(),
  }
}

export function newRevision(policy: Policy, author: Member, text = '{}'): Omit<Revision, 'number'> {
  return {
    policyId: policy.id,
    text,
    hash: hashText(text),
    note: null,
    mode: 'enforced',
    classes: { read_file: 'read', drop_table: 'destructive' },
    publishedBy: { memberId: author.id, name: author.name },
    publishedAt: clock.now(),
  }
}

export function newDraft(policy: Policy, member: Member, text = '// mine\n{}'): Draft {
  return {
    policyId: policy.id,
    memberId: member.id,
    text,
    hash: hashText(text),
    base: null,
    updatedAt: clock.now(),
  }
}

export function newGrant(server: StoredServer, policy: Policy | null = null): StoredGrant {
  return {
    id: GrantId.parse(fresh('grt')),
    workspaceId: server.workspaceId,
    serverId: server.id,
    policyId: policy?.id ?? null,
    label: 'laptop',
    tags: ['dev', 'ada’s'],
    hint: 'wxyz',
    tokenHash: hashText(fresh('token')),
    mintedBy: { memberId: null, name: 'Ada' },
    createdAt: clock.now(),
    rotatedAt: null,
    expiresAt: null,
    revokedAt: null,
    progress: emptyProgress,
  }
}

export function newApproval(grant: StoredGrant, changes: Partial<Approval> = {}): Approval {
  return {
    id: ApprovalId.parse(fresh('apr')),
    workspaceId: grant.workspaceId,
    serverId: grant.serverId,
    grantId: grant.id,
    policyId: PolicyId.parse('pol_1'),
    revision: 1,
    tool: 'drop_table',
    category: 'destructive',
    arguments: '{"table":"users","n":12345678901234567890}',
    argumentsDigest: hashText('arguments'),
    definitionDigest: hashText('definition'),
    rule: '/tools/drop_table/rules/0',
    reason: 'it destroys',
    approvers: ['admin'],
    count: 1,
    state: 'waiting',
    decisions: [],
    clientName: 'claude-code',
    createdAt: clock.now(),
    expiresAt: clock.now() + 600_000,
    validUntil: null,
    settledAt: null,
    ...changes,
  }
}

export function newDecision(member: string, verdict: 'approve' | 'deny' = 'approve'): ApprovalDecision {
  return {
    memberId: MemberId.parse(member),
    name: member,
    verdict,
    reason: null,
    own: false,
    at: clock.now(),
  }
}

export function newCall(grant: StoredGrant, changes: Partial<Call> = {}): Call {
  return {
    id: CallId.parse(fresh('call')),
    at: clock.now(),
    workspaceId: grant.workspaceId,
    serverId: grant.serverId,
    grantId: grant.id,
    tool: 'read_file',
    outcome: 'allow',
    rule: '/default',
    message: null,
    policyId: null,
    revision: null,
    approvalId: null,
    upstream: 'ok',
    totalMs: 12.5,
    upstreamMs: 11.25,
    clientName: 'cursor',
    session: 'a1b2c3d4e5f6',
    reservations: [],
    shadow: null,
    ...changes,
  }
}

/** A workspace with a member, a server, a policy and a grant that carries it. */
export async function newWorld(storage: Storage) {
  const workspace = newWorkspace()
  const member = newMember(workspace)
  const server = newServer(workspace)
  const policy = newPolicy(server)
  const grant = newGrant(server, policy)
  await storage.workspaces.create(workspace, member)
  await storage.servers.create(server)
  await storage.policies.create(policy)
  await storage.grants.create(grant)
  return { workspace, member, server, policy, grant }
}
