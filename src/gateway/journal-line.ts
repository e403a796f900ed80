import { Call } from '#model/activity'
import type { JournalEntry } from '#platform/journal'
import type { Json } from '#std/json'

/**
 * What stands where in a line: by place, for names would be half of what is written at each call. INVARIANT: nothing is
 * moved or taken away, or the lines of the process before say something else; what is new comes at the end.
 */
const places = [
  ...[
    'at',
    'workspaceId',
    'serverId',
    'grantId',
    'tool',
    'outcome',
    'rule',
    'message',
    'policyId',
    'revision',
  ],
  ...['approvalId', 'upstream', 'totalMs', 'upstreamMs', 'clientName', 'session', 'reservations', 'shadow'],
]

/** A line of an older version says nothing of a shadow, nor of a session. */
const Line = Call.extend({
  shadow: Call.shape.shadow.default(null),
  session: Call.shape.session.default(null),
})

/** A call as it stands in the journal under its id. */
export function lineOf(call: Call): Json {
  return [
    call.at,
    call.workspaceId,
    call.serverId,
    call.grantId,
    call.tool,
    call.outcome,
    call.rule,
    call.message,
    call.policyId,
    call.revision,
    call.approvalId,
    call.upstream,
    call.totalMs,
    call.upstreamMs,
    call.clientName,
    call.session,
    call.reservations,
    call.shadow,
  ]
}

/** The call of a line, be it by place or, as older versions wrote it, by name; undefined when it cannot be read. */
export function callIn({ id, line }: JournalEntry): Call | undefined {
  const named = Array.isArray(line)
    ? { id, ...Object.fromEntries(places.map((name, at) => [name, line[at]])) }
    : line
  return Line.safeParse(named).data
}
