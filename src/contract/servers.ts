import { z } from 'zod'
import { discoveryFaults, ProbeStep } from '#model/discovery'
import { Dispatcher } from '#model/dispatcher'
import { ServerId } from '#model/id'
import { Inventory } from '#model/inventory'
import { Server, ServerName, Slug, TransportInput } from '#model/server'
import { Instant } from '#model/time'
import { categories } from '#risk'
import { member, route } from './route.ts'
import { WorkspaceParams } from './workspaces.ts'

export const ServerParams = z.object({ serverId: ServerId })

/** How many tools of each risk; a category without tools is absent. */
export const RiskCounts = z.partialRecord(z.enum(categories), z.number().int().nonnegative())
export type RiskCounts = z.infer<typeof RiskCounts>

/** A server in a list, with what the list shows of its tools; `inventory` is null before the first discovery. */
export const ServerSummary = Server.extend({
  gatewayUrl: z.string(),
  inventory: z
    .object({ version: z.number(), discoveredAt: Instant, tools: z.number(), risks: RiskCounts })
    .nullable(),
})
export type ServerSummary = z.infer<typeof ServerSummary>

/** What a probe tells, line by line; it ends with `found` or `failed`. */
export const ProbeEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), step: ProbeStep }),
  z.object({
    kind: z.literal('found'),
    /** Give it to `register` within ten minutes, and the server is not asked again. */
    probeId: z.string(),
    serverName: z.string().nullable(),
    protocolVersion: z.string().nullable(),
    tools: z.number(),
    risks: RiskCounts,
  }),
  z.object({ kind: z.literal('failed'), code: z.enum(discoveryFaults), message: z.string() }),
])
export type ProbeEvent = z.infer<typeof ProbeEvent>

/** What re-discovery tells; it ends with `stored` or `failed`, and a failure leaves the inventory as it was. */
export const DiscoverEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), step: ProbeStep }),
  z.object({
    kind: z.literal('stored'),
    version: z.number(),
    tools: z.number(),
    /** Names. */
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.string()),
  }),
  z.object({ kind: z.literal('failed'), code: z.enum(discoveryFaults), message: z.string() }),
])
export type DiscoverEvent = z.infer<typeof DiscoverEvent>

export const NewServer = z.object({
  name: ServerName,
  /** Absent: made from the name. A taken one is offered with a suffix. */
  slug: Slug.optional(),
  transport: TransportInput,
  probeId: z.string().optional(),
})
export type NewServer = z.input<typeof NewServer>

export const ServerChanges = z.object({
  name: ServerName.optional(),
  slug: Slug.optional(),
  list: z.enum(['policy', 'all']).optional(),
  /** A header or variable given as null keeps its stored value; one that is absent is removed. */
  transport: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.enum(['http', 'sse']),
        url: z.string().max(2048),
        headers: z.record(z.string(), z.string().nullable()),
      }),
      z.object({
        kind: z.literal('stdio'),
        command: z.string(),
        args: z.array(z.string()),
        env: z.record(z.string(), z.string().nullable()),
        cwd: z.string().optional(),
        /** One program for all agents; absent = one for each session. */
        isShared: z.boolean().optional(),
      }),
    ])
    .optional(),
})
export type ServerChanges = z.infer<typeof ServerChanges>

/** What deleting a server takes with it. */
export const ServerDependants = z.object({
  grants: z.array(z.object({ label: z.string(), lastSeenAt: Instant.nullable() })),
  policies: z.array(z.string()),
  openApprovals: z.number(),
})
export type ServerDependants = z.infer<typeof ServerDependants>

/** The tools that run others: those a person has confirmed, and those that look like one. */
export const Dispatchers = z.object({ confirmed: z.array(Dispatcher), proposed: z.array(Dispatcher) })
export type Dispatchers = z.infer<typeof Dispatchers>

export const servers = {
  list: route({
    method: 'get',
    path: '/api/workspaces/{workspaceId}/servers',
    summary: 'The servers of a workspace',
    access: member('workspace', 'view'),
    params: WorkspaceParams,
    answer: z.array(ServerSummary),
  }),
  probe: route({
    method: 'post',
    path: '/api/workspaces/{workspaceId}/probe',
    summary: 'Try an upstream server without registering it',
    access: member('workspace', 'servers'),
    params: WorkspaceParams,
    body: z.object({ transport: TransportInput }),
    answer: ProbeEvent,
    stream: true,
    faults: ['stdio_refused'],
  }),
  register: route({
    method: 'post',
    path: '/api/workspaces/{workspaceId}/servers',
    summary: 'Register an upstream server; without a probe of it, it is registered as not yet reached',
    access: member('workspace', 'servers'),
    params: WorkspaceParams,
    body: NewServer,
    answer: ServerSummary,
    faults: ['slug_taken', 'stdio_refused', 'probe_gone'],
  }),
  get: route({
    method: 'get',
    path: '/api/servers/{serverId}',
    summary: 'One server',
    access: member('server', 'view'),
    params: ServerParams,
    answer: ServerSummary,
  }),
  update: route({
    method: 'patch',
    path: '/api/servers/{serverId}',
    summary: 'Change the name, the slug, the listing or the address of a server',
    access: member('server', 'servers'),
    params: ServerParams,
    body: ServerChanges,
    answer: ServerSummary,
    faults: ['slug_taken', 'stdio_refused'],
  }),
  dependants: route({
    method: 'get',
    path: '/api/servers/{serverId}/dependants',
    summary: 'What deleting a server takes with it',
    access: member('server', 'view'),
    params: ServerParams,
    answer: ServerDependants,
  }),
  delete: route({
    method: 'delete',
    path: '/api/servers/{serverId}',
    summary: 'Delete a server with its policies and grants; clients that use them are refused at once',
    access: member('server', 'servers'),
    params: ServerParams,
  }),
  discover: route({
    method: 'post',
    path: '/api/servers/{serverId}/discover',
    summary: 'Ask the server for its tools again, and store what it says',
    access: member('server', 'servers'),
    params: ServerParams,
    answer: DiscoverEvent,
    stream: true,
  }),
  inventory: route({
    method: 'get',
    path: '/api/servers/{serverId}/inventory',
    summary: 'The tools of a server as last discovered; null before the first discovery',
    access: member('server', 'view'),
    params: ServerParams,
    answer: Inventory.nullable(),
  }),
  dispatchers: route({
    method: 'get',
    path: '/api/servers/{serverId}/dispatchers',
    summary: 'The tools of a server that run others, named in their arguments',
    access: member('server', 'view'),
    params: ServerParams,
    answer: Dispatchers,
  }),
  putDispatchers: route({
    method: 'put',
    path: '/api/servers/{serverId}/dispatchers',
    summary: 'Confirm which tools run others; every call of one is judged by what it runs, at once',
    access: member('server', 'policies'),
    params: ServerParams,
    body: z.object({ dispatchers: z.array(Dispatcher).max(100) }),
    answer: Dispatchers,
  }),
} as const
