import type { RequestFrame } from '#mcp/frame'
import type { ToolDefinition } from '#mcp/tool'
import { type Counts, type Decision, evaluate, type Listing, listing } from '#policy'
import { isJsonObject, type JsonObject } from '#std/json'
import type { Caller } from './identify.ts'
import type { Session } from './sessions.ts'
import type { EnforcedPolicy, EnforcedServer } from './snapshot.ts'

/** A `tools/call` with its verdict. */
export interface JudgedCall {
  readonly kind: 'judged'
  readonly tool: string
  readonly arguments: JsonObject | undefined
  readonly policy: EnforcedPolicy | undefined
  readonly decision: Decision
}

export type CallVerdict =
  | JudgedCall
  /** Not a call at all: no name, or arguments that are no object. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** In neither the inventory nor the session's list: it is never asked for upstream. */
  | { readonly kind: 'unknown'; readonly tool: string }

export function policyOf({ grant, server }: Caller): EnforcedPolicy | undefined {
  return grant.policyId === null ? undefined : server.policies.get(grant.policyId)
}

/** Judges a call by the policy in force now. Reserves nothing. */
export function judgeCall(
  caller: Caller,
  session: Session | undefined,
  frame: RequestFrame,
  { counts, now }: { counts: Counts; now: number },
): CallVerdict {
  const tool = frame.params?.['name']
  const args = frame.params?.['arguments'] ?? undefined
  if (typeof tool !== 'string') return { kind: 'invalid', message: 'Invalid params: `name` must be a string' }
  if (args !== undefined && !isJsonObject(args))
    return { kind: 'invalid', message: 'Invalid params: `arguments` must be an object' }
  if (!caller.server.tools.has(tool) && session?.listed.has(tool) !== true) return { kind: 'unknown', tool }
  const policy = policyOf(caller)
  const { grant, server } = caller
  const decision = evaluate(
    policy?.compiled,
    {
      tool,
      arguments: args,
      grant: { id: grant.id, label: grant.label, tags: grant.tags },
      session: session?.id,
      server: server.server.id,
      workspace: server.server.workspaceId,
    },
    counts,
    now,
  )
  return { kind: 'judged', tool, arguments: args, policy, decision }
}

/** Whether `tools/list` shows a tool to this grant. */
export function isShown(
  server: EnforcedServer,
  policy: EnforcedPolicy | undefined,
  tool: ToolDefinition,
): boolean {
  const said: Listing = policy === undefined ? 'unlisted' : listing(policy.compiled, tool.name)
  return said === 'listed' || (said === 'unlisted' && server.server.list === 'all')
}

/** The policy's word on resources or prompts; no policy is a no. */
export function allowsTopic(policy: EnforcedPolicy | undefined, topic: 'resources' | 'prompts'): boolean {
  return policy?.compiled[topic] === 'allow'
}
