import { grants } from '#contract/grants'
import { policies } from '#contract/policies'
import { servers } from '#contract/servers'
import type { ToolDefinition } from '#mcp/tool'
import type { Call } from '#model/activity'
import type { Approval } from '#model/approval'
import type { Discovered } from '#model/discovery'
import { ApprovalId, CallId, GrantId, MemberId, PolicyId, ServerId, WorkspaceId } from '#model/id'
import type { Role } from '#model/member'
import type { Revision } from '#model/policy'
import { newId } from '#platform/id'
import { invariant } from '#std/invariant'
import { ok } from '#std/result'
import type { Answered, SignedUp, World } from './world.ts'

/** Two tools of an imagined shop, one that looks and one that destroys. */
export const shopTools: readonly ToolDefinition[] = [
  {
    name: 'list_orders',
    description: 'Lists the orders of a customer.',
    annotations: { readOnlyHint: true },
  },
  {
    name: 'delete_order',
    title: 'Delete an order',
    description: 'Deletes an order for good.',
    inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  },
]

export const shopUrl = 'https://shop.example/mcp'

export function shop(tools: readonly ToolDefinition[] = shopTools): Discovered {
  return { serverName: 'shop', serverVersion: '1.0', protocolVersion: '2025-11-25', speaks: 'http', tools }
}

/** A discovered server of a person's workspace. */
export async function addServer(world: World, { browser, workspaceId }: SignedUp, name = 'Shop') {
  const transport = { kind: 'http', url: shopUrl, headers: { authorization: 'Bearer upstream-secret' } }
  world.upstreams.set(shopUrl, ok(shop()))
  const registered = await browser.ask(servers.register, {
    params: { workspaceId },
    body: { name, transport },
  })
  const server = registered.body
  const told = await browser.ask(servers.discover, { params: { serverId: server.id } })
  invariant(told.events.at(-1)?.kind === 'stored', 'the shop is discovered')
  return server
}

/** A policy with its recommended draft, not yet published. */
export async function addPolicy({ browser }: SignedUp, serverId: string, body: object = { name: 'Default' }) {
  return (await browser.ask(policies.create, { params: { serverId }, body })).body
}

/** Publishes a text over the revision that the author saw. */
export async function publish(
  { browser }: SignedUp,
  policyId: string,
  text: string,
  base: number | null = null,
): Promise<Answered<Revision>> {
  return browser.ask(policies.publish, { params: { policyId }, body: { text, base } })
}

export async function addGrant({ browser }: SignedUp, serverId: string, body: object = {}) {
  const whole = { label: 'laptop', policyId: null, ...body }
  return (await browser.ask(grants.mint, { params: { serverId }, body: whole })).body
}

interface Held {
  readonly workspaceId: string
  readonly serverId: string
  readonly grantId: string
}

/** A call that the gateway has held. */
export async function holdCall(world: World, held: Held, more: Partial<Approval> = {}): Promise<Approval> {
  const now = world.clock.now()
  const approval: Approval = {
    id: ApprovalId.parse(newId('apr', world.clock)),
    workspaceId: WorkspaceId.parse(held.workspaceId),
    serverId: ServerId.parse(held.serverId),
    grantId: GrantId.parse(held.grantId),
    policyId: PolicyId.parse('pol_1'),
    revision: 1,
    tool: 'delete_order',
    category: 'destructive',
    arguments: '{"id":"42"}',
    argumentsDigest: 'a'.repeat(64),
    definitionDigest: 'd'.repeat(64),
    rule: '/tools/delete_order/action',
    reason: 'Deleting needs a person.',
    approvers: ['admin', 'approver'],
    count: 1,
    state: 'waiting',
    decisions: [],
    clientName: 'claude-code',
    createdAt: now,
    expiresAt: now + 3_600_000,
    validUntil: null,
    settledAt: null,
    ...more,
  }
  await world.storage.approvals.create(approval)
  return approval
}

export function callOf(world: World, held: Held, more: Partial<Call> = {}): Call {
  return {
    id: CallId.parse(newId('call', world.clock)),
    at: world.clock.now(),
    workspaceId: WorkspaceId.parse(held.workspaceId),
    serverId: ServerId.parse(held.serverId),
    grantId: GrantId.parse(held.grantId),
    tool: 'list_orders',
    outcome: 'allow',
    rule: '/tools/list_orders',
    message: null,
    policyId: null,
    revision: null,
    approvalId: null,
    upstream: 'ok',
    totalMs: 12.5,
    upstreamMs: 10.25,
    clientName: null,
    session: null,
    reservations: [],
    shadow: null,
    ...more,
  }
}

export async function setRole(world: World, person: SignedUp, role: Role): Promise<void> {
  await world.storage.workspaces.setRole(MemberId.parse(person.memberId), role)
}
