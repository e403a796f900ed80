import { bare } from './names.ts'

/** What the policy has a word in; every other method passes unchanged. */
export type Guard = 'tools_call' | 'tools_list' | 'resources' | 'prompts' | 'completion'

const guards: ReadonlyMap<string, Guard> = new Map([
  ['tools/call', 'tools_call'],
  ['tools/list', 'tools_list'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resources'],
  ['resources/read', 'resources'],
  ['resources/subscribe', 'resources'],
  ['resources/unsubscribe', 'resources'],
  ['prompts/list', 'prompts'],
  ['prompts/get', 'prompts'],
  ['completion/complete', 'completion'],
])

/** Which list a denied method still answers, so that clients that list before they look do not fail. */
export const emptyLists: ReadonlyMap<string, string> = new Map([
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
  ['prompts/list', 'prompts'],
])

export function guardOf(method: string): Guard | undefined {
  const known = guards.get(method)
  if (known !== undefined) return known
  // A method of tomorrow is about what its name begins with, and a policy that denies resources means those too.
  if (method.startsWith('resources/')) return 'resources'
  return method.startsWith('prompts/') ? 'prompts' : undefined
}

/**
 * Whether a name is not a guarded method but some lenient server could take it for one: other case, space around it,
 * look-alike forms. Method names are exact (JSON-RPC 2.0, section 4), so nobody honest needs these. Nor does a policy
 * know what else about tools a server has of its own: it could call any, or list all.
 */
export function isDisguised(method: string): boolean {
  if (guards.has(method)) return false
  const plain = bare(method)
    .replaceAll(/\/+/g, '/')
    .replaceAll(/^\/|\/$/g, '')
  return guards.has(plain) || plain.startsWith('tools/')
}

/** An allow list: what nobody knows may act. */
const idempotent: ReadonlySet<string> = new Set([
  'ping',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'roots/list',
  'server/discover',
])

/** Safe to send again when the server's session was lost: everything known that does not act. */
export function isIdempotent(method: string): boolean {
  return idempotent.has(method)
}

/** Notifications begin so; anything else without an id would be a request that hides from its answer. */
export function isNotificationName(method: string): boolean {
  return method.startsWith('notifications/')
}
