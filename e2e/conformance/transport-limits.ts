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

const notAsked = { direct: 'SUCCESS', through: 'FAILURE' }
const complaint = { direct: 'none', through: 'FAILURE' }

function unmade(prefix: string, names: readonly string[]): Limit['checks'] {
  return Object.fromEntries(names.map((name) => [`${prefix}-${name}`, notMade]))
}

const asksNobody =
  'A program that several agents share takes them for one client. It cannot say which of their users it means, so it is told that nobody can be asked.'

/** Of a program that all sessions share, besides. */
const noQuestions: readonly Limit[] = [
  { scenario: 'tools-call-sampling', checks: { 'tools-call-sampling': notAsked }, reason: asksNobody },
  { scenario: 'tools-call-elicitation', checks: { 'tools-call-elicitation': notAsked }, reason: asksNobody },
  {
    scenario: 'elicitation-sep1034-defaults',
    checks: {
      ...unmade('elicitation-sep1034', [
        'string-default',
        'integer-default',
        'number-default',
        'enum-default',
        'boolean-default',
      ]),
      'elicitation-sep1034-general': complaint,
    },
    reason: asksNobody,
  },
  {
    scenario: 'elicitation-sep1330-enums',
    checks: {
      ...unmade('elicitation-sep1330', [
        'untitled-single',
        'titled-single',
        'legacy-enumnames',
        'untitled-multi',
        'titled-multi',
      ]),
      'elicitation-sep1330-general': complaint,
    },
    reason: asksNobody,
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
  shared: [...oneLine, ...noQuestions],
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
