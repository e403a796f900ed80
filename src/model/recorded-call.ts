import { z } from 'zod'
import type { RecordedCall as ReplayableCall } from '#policy'
import type { Json, JsonObject } from '#std/json'
import { Call, Outcome } from './activity.ts'
import { CallId, GrantId } from './id.ts'
import { Instant } from './time.ts'

const JsonValue = z.custom<Json>((value) => value !== undefined)
const Arguments = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)

/** One value that a condition was compared with on the way to a decision. */
const Saw = z.object({
  /** A JSON Pointer to the predicate: `/tools/x/deny_if/0`. */
  pointer: z.string(),
  /** What the condition looks at: `args.amount`. */
  path: z.string(),
  /** Null where it was missing, or too long to keep; the list of all for a path with `[*]`. */
  value: JsonValue,
  present: z.boolean(),
})

/** What is kept of a call for a while and sealed: its values, for replay, tests and suggestions. */
export const KeptValues = z.object({
  /** Of a virtual tool the inner arguments, those that its rule sees. */
  args: Arguments,
  saw: z.array(Saw),
})
export type KeptValues = z.infer<typeof KeptValues>

/** A call of the activity with the values that were kept of it. */
export const RecordedCall = z.object({
  id: CallId,
  at: Instant,
  grantId: GrantId,
  session: Call.shape.session,
  /** As in the activity: for a virtual tool `dispatcher:action`. */
  tool: z.string(),
  outcome: Outcome,
  rule: z.string(),
  /** Whether it reached the server: allowed, or approved by a person. */
  forwarded: z.boolean(),
  /** Null = the values were not kept, or are kept no longer. */
  args: Arguments.nullable(),
  saw: z.array(Saw),
})
export type RecordedCall = z.infer<typeof RecordedCall>

/** Recorded calls, newest first, and whose they are: what the engine must know beside them. */
export interface Traffic {
  readonly calls: readonly RecordedCall[]
  readonly serverId: string
  readonly workspaceId: string
  readonly grants: readonly {
    readonly id: string
    readonly label: string
    readonly tags: readonly string[]
  }[]
}

/** The calls as the engine replays them, the oldest first. */
export function replayable({ calls, serverId, workspaceId, grants }: Traffic): ReplayableCall[] {
  const byId = new Map(grants.map((grant) => [grant.id, grant]))
  return calls.toReversed().map(({ tool, args, at, outcome, forwarded, grantId, session }) => ({
    call: {
      tool,
      arguments: args ?? {},
      grant: byId.get(grantId) ?? { id: grantId, label: '', tags: [] },
      ...(session !== null && { session }),
      server: serverId,
      workspace: workspaceId,
    },
    argumentsKept: args !== null,
    at,
    outcome,
    forwarded,
  }))
}
