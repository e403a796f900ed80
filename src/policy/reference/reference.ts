import { faults } from '../faults.ts'
import type { ReferenceBlock, ReferenceProblem, ReferenceSection } from './block.ts'
import { examplePolicy } from './example.ts'
import { fieldsOfSchema, type ObjectName } from './fields-of-schema.ts'
import {
  approvalNotes,
  conditionPaths,
  decisionNotes,
  decisionOrder,
  failClosed,
  limitNotes,
  operatorTable,
  severityTable,
  virtualTools,
  whichRule,
  whichRuleNotes,
} from './prose.ts'

interface Chapter {
  readonly id: string
  readonly title: string
  readonly about: string
  /** The object whose fields the schema gives. */
  readonly object?: ObjectName
  readonly prose?: readonly ReferenceBlock[]
}

const chapters: readonly Chapter[] = [
  {
    id: 'example',
    title: 'An example',
    about: 'Nearly every field, once. Copy it, and take away what you do not need.',
    prose: [{ kind: 'example', label: 'policy.jsonc', text: examplePolicy }],
  },
  {
    id: 'which-rule',
    title: 'Which rule applies',
    about: 'For each tool the first of these that exists.',
    prose: [whichRule, whichRuleNotes],
  },
  {
    id: 'order',
    title: 'The order of a decision',
    about: 'Every call goes through these steps, and stops at the first that denies it.',
    prose: [decisionOrder, decisionNotes],
  },
  {
    id: 'document',
    title: 'Policy',
    about: 'A policy is one JSON document; comments and trailing commas are allowed, and kept.',
    object: 'document',
  },
  {
    id: 'rule',
    title: 'Rule',
    about: 'What happens to one tool, to the tools of a pattern, or to a risk class.',
    object: 'rule',
  },
  {
    id: 'all-tools',
    title: 'All tools',
    about: 'What is judged for every call, before the rule of its tool.',
    object: 'all-tools',
  },
  { id: 'predicate', title: 'Predicate', about: 'Conditions that hold together.', object: 'predicate' },
  {
    id: 'condition',
    title: 'Condition',
    about: 'One comparison of one value of a call.',
    object: 'condition',
    prose: [conditionPaths, operatorTable],
  },
  {
    id: 'fail-closed',
    title: 'When a call does not fit',
    about:
      'What is missing or of the wrong type never satisfies `require`, and a wrong type always stops. What is missing can pass by `deny_if` and `approve_if`: require that it exists.',
    prose: [failClosed],
  },
  {
    id: 'limit',
    title: 'Limit',
    about: 'A quota on calls, or on the sum of an argument.',
    object: 'limit',
    prose: [limitNotes],
  },
  {
    id: 'rate-limit',
    title: 'Rate limit',
    about: 'Shorthand for a quota on the calls of one rule in one session.',
    object: 'rate-limit',
  },
  {
    id: 'approval',
    title: 'Approval',
    about: 'Who is asked, how many must agree, and how long they have.',
    object: 'approval',
    prose: [approvalNotes],
  },
  {
    id: 'virtual-tools',
    title: 'Virtual tools',
    about:
      'A dispatcher is a tool that runs other actions, named in its arguments. Each of those actions is judged as a tool of its own.',
    prose: [virtualTools],
  },
  { id: 'test', title: 'Test', about: 'A call and what must become of it.', object: 'test' },
  {
    id: 'problems',
    title: 'Problems',
    about: 'What the checker may say of a policy, as it is typed and before it is published.',
    prose: [severityTable, { kind: 'problems', label: 'Problems by code', problems: problems() }],
  },
]

/** The reference of the language: its fields from the schema, its problems from the faults, and what neither can say. */
export function reference(): ReferenceSection[] {
  const fields = fieldsOfSchema()
  return chapters.map(({ id, title, about, object, prose = [] }) => ({
    id,
    title,
    about,
    blocks:
      object === undefined
        ? prose
        : [{ kind: 'fields', label: `Fields of ${title.toLowerCase()}`, fields: fields(object) }, ...prose],
  }))
}

function problems(): ReferenceProblem[] {
  return Object.entries(faults).map(([code, [severity, about]]) => ({ code, severity, about }))
}
