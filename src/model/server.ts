import { z } from 'zod'
import { ServerId, WorkspaceId } from './id.ts'
import { Instant } from './time.ts'

/** Part of every gateway URL and of the tool names in clients, so short and plain (clients.md §3.8). */
export const Slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
    'use 1 to 32 of a–z, 0–9 and hyphens, no hyphen at the ends',
  )
export type Slug = z.infer<typeof Slug>

export const ServerName = z.string().trim().min(1).max(80)

const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/, 'not a header name (RFC 9110 §5.1)')
const HeaderValue = z
  .string()
  .max(8192)
  .regex(/^[\t\x20-\x7e\u0080-\uffff]*$/, 'no line breaks or control characters')
const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'not the name of an environment variable')

const address = {
  url: z.url({ protocol: /^https?$/, error: 'use an http:// or https:// address' }).max(2048),
  headers: z.record(HeaderName, HeaderValue).default({}),
}

/** One program for the sessions of all agents, which then share what it remembers; absent = a program for each session. */
const isShared = z.boolean().optional()

/**
 * How a server is reached: by streamable HTTP, by the older HTTP+SSE (MCP 2024-11-05), by command, or not at all. This,
 * its credentials, is what a person types in and what is sealed at rest.
 */
export const TransportInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('http'), ...address }),
  z.object({ kind: z.literal('sse'), ...address }),
  z.object({
    kind: z.literal('stdio'),
    command: z.string().trim().min(1).max(1024),
    args: z.array(z.string().max(4096)).max(64).default([]),
    env: z.record(VariableName, z.string().max(8192)).default({}),
    cwd: z.string().max(1024).optional(),
    isShared,
  }),
  z.object({ kind: z.literal('demo') }),
])
export type TransportInput = z.infer<typeof TransportInput>

const addressFace = { url: z.string(), headerNames: z.array(z.string()) }

/** The same without its secrets: header and variable values never leave the process. */
export const Transport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('http'), ...addressFace }),
  z.object({ kind: z.literal('sse'), ...addressFace }),
  z.object({
    kind: z.literal('stdio'),
    command: z.string(),
    args: z.array(z.string()),
    envNames: z.array(z.string()),
    cwd: z.string().optional(),
    isShared,
  }),
  z.object({ kind: z.literal('demo') }),
])
export type Transport = z.infer<typeof Transport>

const healthStates = ['unknown', 'ok', 'no_tools', 'unreachable', 'needs_authorisation'] as const

/** The last word on whether the upstream answers; `error` in plain words. */
export const Health = z.object({
  state: z.enum(healthStates),
  checkedAt: Instant.nullable(),
  error: z.string().nullable(),
})
export type Health = z.infer<typeof Health>

export const Server = z.object({
  id: ServerId,
  workspaceId: WorkspaceId,
  name: ServerName,
  slug: Slug,
  transport: Transport,
  /** `policy`: `tools/list` leaves out what the policy does not name; `all`: only the hidden (policy.md §1). */
  list: z.enum(['policy', 'all']),
  health: Health,
  createdAt: Instant,
})
export type Server = z.infer<typeof Server>

/** Whether a server has an address on the web; the others run here. */
export function isOnWeb<T extends { readonly kind: string }>(
  transport: T,
): transport is Extract<T, { readonly kind: 'http' | 'sse' }> {
  return transport.kind === 'http' || transport.kind === 'sse'
}
