import type { Severity } from '../problem.ts'
import type { Operator } from '../schema.ts'
import type { ReferenceBlock } from './block.ts'

/*
 * What a schema cannot say: which rule applies, in what order, and what happens when a call does not fit. Each block is
 * proved elsewhere: the conformance cases hold `evaluate` to the same sentences.
 */

/** Which of several rules is the one that counts. */
export const whichRule: ReferenceBlock = {
  kind: 'steps',
  sentences: [
    '`hide` wins over everything: a tool that it names, or that matches one of its patterns, is hidden.',
    'The rule under the exact name. For an action inside a dispatcher, the qualified name, such as `truenas:iscsi_sessions`, comes before the bare one.',
    'The matching `*` pattern with the most literal characters. Of two that tie the stricter action counts, then the one that sorts first.',
    'The rule of the tool’s risk class, under `risk`.',
    '`default`.',
  ],
}

/** What surprises readers of the list above. */
export const whichRuleNotes: ReferenceBlock = {
  kind: 'points',
  sentences: [
    'Rules are never merged: exactly one applies, and `all_tools` besides it.',
    'Names are compared character by character; upper and lower case differ.',
    'An empty rule, `{}`, allows the tool. Under `"default": "deny"` that is all it takes.',
    'Agents are not shown hidden tools, nor, under `"default": "deny"`, tools that no rule names. A tool that is denied by name stays in the list, so that the agent learns why.',
    'A rule under `risk` uses the class that was recorded when the policy was published; publishing again, with the same text too, takes over the classes of today.',
    'A grant without a policy denies everything.',
  ],
}

/** What is asked of a call, first to last. */
export const decisionOrder: ReferenceBlock = {
  kind: 'steps',
  sentences: [
    'No policy, a hidden tool, `"action": "deny"` or a default of `deny` ends it here.',
    '`require`: the first predicate that does not hold denies the call. Those of `all_tools` come before the rule’s.',
    '`deny_if`: the first predicate that holds denies the call, again `all_tools` first.',
    'Approval is needed if the action is `require_approval` or a predicate of `approve_if` holds.',
    'Limits: every one must have room. This is looked at before a person is asked, so that nobody approves what a limit would stop.',
    'The call is forwarded and counted, all its limits together, and recorded. If the server was never reached the counts are given back.',
  ],
}

/** How a decision is told. */
export const decisionNotes: ReferenceBlock = {
  kind: 'points',
  sentences: [
    'Deny beats approval, and approval beats allow.',
    'Each decision names what made it, as a JSON Pointer into the policy: `/tools/create_refund/deny_if/0`, `/hide/0`, `/risk/read`; or `(default allow)`, `(default deny)`, `(no policy)`.',
    'The agent is told `on_deny`, else `reason`, else a sentence of ours.',
  ],
}

export const conditionPaths: ReferenceBlock = {
  kind: 'table',
  label: 'Paths',
  head: ['Path', 'What it looks at'],
  rows: [
    ['`args.amount`, `args.order.id`', 'An argument of the call, and what lies inside it.'],
    ['`args.items[0].id`', 'One element of a list, counted from 0.'],
    ['`args.items[*].id`', 'Every element of a list.'],
    ['`args["odd.name"]`', 'An argument whose name a dot would break.'],
    ['`grant.label`, `grant.tags`', 'The credential that calls.'],
    ['`tool.risk`', 'The risk class of the tool.'],
    ['`time.hour`, `time.weekday`', 'UTC; the hour is 0 to 23, Monday is 1 and Sunday is 7.'],
  ],
}

const operatorWords = {
  eq: 'The value is equal to `value`. Types count: `1` is not `"1"`.',
  neq: 'It is not equal to `value`.',
  lt: 'The number is below `value`.',
  lte: 'The number is `value` or below.',
  gt: 'The number is above `value`.',
  gte: 'The number is `value` or above.',
  in: 'It is one of the list in `value`.',
  not_in: 'It is none of the list in `value`.',
  exists: 'With `true` there is a value, `null` included; with `false` there is none.',
  regex: 'The string contains a match of the RE2 pattern; write `^` and `$` to match the whole.',
  contains: 'The string contains `value`, or the list has it as an element.',
} as const satisfies Record<Operator, string>

export const operatorTable: ReferenceBlock = {
  kind: 'table',
  label: 'Operators',
  head: ['Operator', 'Holds if'],
  rows: Object.entries(operatorWords).map(([operator, about]) => [`\`${operator}\``, about]),
}

/** Fail closed: the whole of it. */
export const failClosed: ReferenceBlock = {
  kind: 'table',
  label: 'When a call does not fit a condition',
  head: ['The call has', 'In `require`', 'In `deny_if` and `approve_if`'],
  rows: [
    [
      'no such value',
      'Fails, except `exists` with `false`.',
      'Matches for `neq`, `not_in`, and `exists` with `false`; else not.',
    ],
    ['a value of the wrong type, such as `"20000"` under `gt`', 'Fails.', 'Matches.'],
    ['several values, by `[*]`', 'Every one must satisfy it.', 'One is enough.'],
    ['an empty list under `[*]`', 'As no such value.', 'As no such value.'],
    ['elements under `[*]` that lack the rest of the path', 'As no such value.', 'As no such value.'],
    ['something else than a list under `[*]`', 'As a wrong type.', 'As a wrong type.'],
  ],
}

export const limitNotes: ReferenceBlock = {
  kind: 'points',
  sentences: [
    'In any span of one window never more than `max` is forwarded, over all gateway processes together. A limit may be stricter than that by 1/60 of its window, never looser.',
    'Limits that share a `counter` share one count, per server, whatever their windows and scopes; with the scope `workspace`, over all its servers. One counter counts calls or sums, not both.',
    '`grant` counts for each grant, `session` for each session of a client, `server` and `workspace` for all of them together. Where the protocol has no sessions, `session` counts for the grant.',
    '`increment_from` adds the number in an argument, kept to six decimals and rounded up. A number that is missing, negative or no number denies the call.',
    'Only forwarded calls count; a held call counts when it goes out. A refusal says when to try again.',
    '`max` is at most 9,007,199,254 and a window at most a year.',
    'If the counts cannot be reached the call is denied.',
  ],
}

export const approvalNotes: ReferenceBlock = {
  kind: 'points',
  sentences: [
    'A held call waits for `count` different people; after `timeout` seconds it is denied.',
    'One approval is good for one execution, of exactly the arguments that were shown.',
    'Who minted a grant does not decide its calls, unless the workspace allows that. It is allowed while only one member may approve, and each such decision is marked.',
    'A policy whose approval would reach nobody cannot be published.',
  ],
}

export const virtualTools: ReferenceBlock = {
  kind: 'points',
  sentences: [
    'Which tools are dispatchers is a fact about the server, so it stands with the server’s tools and not in the policy. A person confirms it, and what looks like one is proposed; until then a dispatcher is judged as one tool, and one that runs other tools by their names is pointed out wherever it is allowed. Once confirmed, the gateway judges every call by what it runs. The command line takes it from a file (`--dispatch`).',
    'Rules name the inner action: `iscsi_sessions`, or `truenas:iscsi_sessions` to be exact. `args` are the inner arguments.',
    'A pattern reaches an action by the action’s own name, or by the qualified name if it spells the `:`.',
    'If an action shares its name with a real tool, only the qualified rule reaches it.',
    'A rule that names the outer tool restricts every action within: it may deny, hide, ask and limit, but never allow one.',
    'A batch is allowed only if every call in it is, and asks if one does. Each call in it counts.',
    'Without an inner name the outer tool’s own rule applies. An inner name or inner arguments of the wrong type are denied.',
    'Under `"default": "allow"`, an action that the server is not known to have is denied unless a rule names it.',
    'The activity and approvals name an action `truenas:iscsi_sessions`, with the inner arguments; a batch has the name of the outer tool.',
    'Calls may be nested 8 deep, and 256 may stand in one batch.',
  ],
}

const severityWords = {
  error: 'Blocks publishing.',
  security: 'Must be ticked before it is first enforced.',
  warning: 'Is probably a mistake.',
  suggestion: 'Could be simpler.',
} as const satisfies Record<Severity, string>

export const severityTable: ReferenceBlock = {
  kind: 'table',
  label: 'Severities',
  head: ['Severity', 'What it means'],
  rows: Object.entries(severityWords).map(([severity, about]) => [`\`${severity}\``, about]),
}
