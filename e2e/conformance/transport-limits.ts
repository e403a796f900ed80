import type { Limit } from './compare.ts'
import type { Kind } from './kinds.ts'

const notMade = { direct: 'SUCCESS', through: 'none' }

/** Of a server that writes messages, one after the other, to one pipe or one stream. */
const oneLine: readonly Limit[] = [
  {
    scenario: 'server-sse-multiple-streams',
    checks: { 'server-sse-streams-functional': notMade },
    reason:
      'The suite opens several streams and wants each answer as an event stream. Over one line there is nothing that says to stream an answer before which nothing was said, so it is one JSON body, as the transport allows.',
  },
  {
    scenario: 'server-sse-polling',
    checks: {
      'server-sse-priming-event': notMade,
      'server-sse-retry-field': notMade,
      'server-sse-disconnect-resume': notMade,
    },
    reason:
      'A server hangs up in the midst of a call and has its answer fetched on another stream. Event ids, `retry:` and hanging up are of streamable HTTP: over one line the server only answers.',
  },
]

/**
 * What a transport between the gateway and a server cannot do, by kind. The command fails too when an entry no longer
 * differs as it says, so this list stays true.
 */
export const transportLimits: Readonly<Record<Kind, readonly Limit[]>> = {
  http: [],
  stdio: oneLine,
  sse: oneLine,
}

/** What the suite sees of the gateway besides the client, by revision. */
export const ownIntroduction: Readonly<Record<string, readonly Limit[]>> = {
  '2025-11-25': [
    {
      scenario: 'initialize',
      checks: { 'mcp-client-initialization': { direct: 'SUCCESS', through: 'SUCCESS SUCCESS' } },
      reason:
        'The check is made for each client that introduces itself, and the gateway does so first, when the server is registered.',
    },
  ],
}
