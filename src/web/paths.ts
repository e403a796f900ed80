import { z } from 'zod'

/*
 * Every URL of the dashboard and what may stand after its question mark. Search parameters are flat texts, so that a URL
 * reads as one would write it; a value that makes no sense is dropped, never an error page.
 */

const text = z.string().trim().max(500).optional().catch(undefined)
const risk = z.enum(['read', 'write', 'execute', 'destructive', 'financial']).optional().catch(undefined)
const action = z.enum(['allow', 'limit', 'ask', 'deny', 'hide']).optional().catch(undefined)

/** Where to go after signing in: a path of ours, never another site (open redirect). */
const after = z
  .string()
  .regex(/^\/(?![/\\])/)
  .max(2000)
  .optional()
  .catch(undefined)

export const SignInSearch = z.object({ after })
export type SignInSearch = z.infer<typeof SignInSearch>

export const StartSearch = z.object({
  server: text,
  policy: text,
  grant: text,
})
export type StartSearch = z.infer<typeof StartSearch>

export const ServersSearch = z.object({ q: text })
export type ServersSearch = z.infer<typeof ServersSearch>

export const ToolsSearch = z.object({ q: text, risk, tool: text })
export type ToolsSearch = z.infer<typeof ToolsSearch>

export const BuilderSearch = z.object({
  view: z
    .enum(['split', 'form', 'code', 'policy', 'tests', 'calls', 'suggestions'])
    .optional()
    .catch(undefined),
  q: text,
  risk,
  action,
  /** The name of the selected tool. */
  sel: text,
  /** The revision the reader compares with. */
  base: z.coerce.number().int().positive().optional().catch(undefined),
})
export type BuilderSearch = z.infer<typeof BuilderSearch>

export const ApprovalsSearch = z.object({
  state: z.enum(['waiting', 'parked', 'decided']).optional().catch(undefined),
  risk,
  server: text,
  grant: text,
})
export type ApprovalsSearch = z.infer<typeof ApprovalsSearch>

export const ActivitySearch = z.object({
  server: text,
  grant: text,
  tool: text,
  decision: z.enum(['allow', 'deny', 'hide', 'approval']).optional().catch(undefined),
  /** The id of the call whose details are open. */
  call: text,
})
export type ActivitySearch = z.infer<typeof ActivitySearch>

export const CatalogueSearch = z.object({ q: text })
export type CatalogueSearch = z.infer<typeof CatalogueSearch>

type Search = Readonly<Record<string, string | number | boolean | undefined>>

/** `{ q: 'delete', risk: undefined }` → `?q=delete`, and nothing at all for nothing. */
export function printSearch(search: Search): string {
  const entries = Object.entries(search).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  )
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}

export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

const id = encodeURIComponent

export const paths = {
  home: () => '/',
  signIn: (search: SignInSearch = {}) => `/sign-in${printSearch(search)}`,
  signUp: () => '/sign-up',
  contact: () => '/contact',
  reference: () => '/reference',
  start: (search: StartSearch = {}) => `/start${printSearch(search)}`,
  servers: (search: ServersSearch = {}) => `/servers${printSearch(search)}`,
  newServer: () => '/servers/new',
  server: (serverId: string) => `/servers/${id(serverId)}`,
  tools: (serverId: string, search: ToolsSearch = {}) =>
    `/servers/${id(serverId)}/tools${printSearch(search)}`,
  policies: (serverId: string) => `/servers/${id(serverId)}/policies`,
  policy: (serverId: string, policyId: string, search: BuilderSearch = {}) =>
    `/servers/${id(serverId)}/policies/${id(policyId)}${printSearch(search)}`,
  grants: (serverId: string) => `/servers/${id(serverId)}/grants`,
  serverSettings: (serverId: string) => `/servers/${id(serverId)}/settings`,
  approvals: (search: ApprovalsSearch = {}) => `/approvals${printSearch(search)}`,
  approval: (approvalId: string, search: ApprovalsSearch = {}) =>
    `/approvals/${id(approvalId)}${printSearch(search)}`,
  activity: (search: ActivitySearch = {}) => `/activity${printSearch(search)}`,
  catalogue: (search: CatalogueSearch = {}) => `/catalogue${printSearch(search)}`,
  settings: () => '/settings',
} as const
