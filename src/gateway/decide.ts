import type { RequestFrame } from '#mcp/frame'
import type { ToolDefinition } from '#mcp/tool'
import { type Counts, calledTool, type Decision, evaluate, type Listing, listing } from '#policy'
import { isJsonObject, type JsonObject } from '#std/json'
import type { Caller } from './identify.ts'
import type { ListedTools } from './listed-tools.ts'
import type { Session } from './sessions.ts'
import type { EnforcedPolicy, EnforcedServer } from './snapshot.ts'

/** A `tools/call` with its verdict. */
export interface JudgedCall {
  readonly kind: 'judged'
  readonly tool: string
  /** The tool's name, or that of the virtual tool which it is asked to run: what logs and people call it. */
  readonly called: string
  readonly arguments: JsonObject | undefined
  readonly policy: EnforcedPolicy | undefined
  readonly decision: Decision
}

export type CallVerdict =
  | JudgedCall
  /** Not a call at all: no name, or arguments that are no object. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** In neither the inventory nor a list that the caller was given: it is never asked for upstream. */
  | { readonly kind: 'unknown'; readonly tool: string }

export function policyOf({ grant, server }: Caller): EnforcedPolicy | undefined {
  return grant.policyId === null ? undefined : server.policies.get(grant.policyId)
}

/** Who asks. */
interface Asker {
  readonly caller: Caller
  readonly session: Session | undefined
}

/** A call as it came in. */
export interface ArrivedCall extends Asker {
  readonly frame: RequestFrame
}

/** What was listed to whoever asks: in the session, and where there are none, to the grant. */
export function listedTo({ caller, session }: Asker): ListedTools {
  return session === undefined ? caller.listed : session.listed
}

/** A tool as the inventory has it, or else as it was listed to whoever asks. */
export function definitionFor(asker: Asker, tool: string): ToolDefinition | undefined {
  return asker.caller.server.tools.get(tool)?.definition ?? listedTo(asker).get(tool)
}

interface Circumstances {
  readonly counts: Counts
  readonly now: number
}

/** Judges a call by the policy in force now. Reserves nothing. */
export function judgeCall(arrived: ArrivedCall, circumstances: Circumstances): CallVerdict {
  return judgeBy(policyOf(arrived.caller), arrived, circumstances)
}

/** Judges a call by a policy, be it in force or not. */
export function judgeBy(
  policy: EnforcedPolicy | undefined,
  arrived: ArrivedCall,
  { counts, now }: Circumstances,
): CallVerdict {
  const { caller, session, frame } = arrived
  const tool = frame.params?.['name']
  const args = frame.params?.['arguments'] ?? undefined
  if (typeof tool !== 'string') return { kind: 'invalid', message: 'Invalid params: `name` must be a string' }
  if (args !== undefined && !isJsonObject(args))
    return { kind: 'invalid', message: 'Invalid params: `arguments` must be an object' }
  const { grant, server } = caller
  if (!server.tools.has(tool) && !listedTo(arrived).knows(tool, now)) return { kind: 'unknown', tool }
  const decision = evaluate(
    policy?.compiled,
    {
      tool,
      arguments: args,
      grant,
      // Its tag: what is counted stands in the record, and the id does not.
      session: session?.tag,
      server: server.server.id,
      workspace: server.server.workspaceId,
    },
    counts,
    now,
  )
  const called = calledTool(server.dispatchers, { tool, arguments: args ?? {} }).tool
  return { kind: 'judged', tool, called, arguments: args, policy, decision }
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
