import type { Severity } from './problem.ts'

/** Every way in which a policy can be wrong or unwise: how grave it is, and what it means. */
export const faults = {
  syntax: ['error', 'The text is no JSON with comments.'],
  too_deep: ['error', 'The text is nested deeper than a policy may be.'],
  too_large: ['error', 'The text is longer than a policy may be.'],
  duplicate_key: [
    'error',
    'A name stands twice in one object: a form would show one rule and a gateway enforce another.',
  ],
  forbidden_key: [
    'error',
    'The name `__proto__` has a meaning of its own in many programs, so no policy may use it.',
  ],
  unknown_field: ['error', 'The language has no such field.'],
  missing_field: ['error', 'A required field is missing.'],
  wrong_type: [
    'error',
    'The value is of another type than the field, or does not fit the operator beside it.',
  ],
  wrong_value: ['error', 'The value is none of those that the field may have.'],
  out_of_range: ['error', 'The number is too small or too large, such as a `max` below 1.'],
  bad_path: ['error', 'The path cannot be read.'],
  bad_regex: ['error', 'The pattern is no RE2 pattern.'],
  mixed_counter: ['error', 'One counter would count calls and sums.'],
  unknown_argument: [
    'error',
    'The tool has no such argument and takes no others, so the condition can never see one.',
  ],
  type_clash: ['error', 'The argument can never have the type that the condition or the sum wants.'],
  nobody_approves: ['error', 'Nobody is able to approve, so every call would be held and then denied.'],
  failing_test: ['error', 'A test of the policy does not come out as it expects.'],
  default_allow: ['security', 'Tools that no rule names are allowed, also those that the server adds later.'],
  open_danger: [
    'security',
    'A destructive or financial tool is allowed without condition, limit or approval.',
  ],
  side_door: [
    'security',
    'A tool that seems to run others by their names is allowed whatever it is told to run, and nobody has confirmed that it does.',
  ],
  optional_argument: [
    'security',
    'The condition looks at an argument that a call may leave out, and is then passed by.',
  ],
  unnamed_argument: [
    'security',
    'The condition looks at an argument that the tool does not name but may take.',
  ],
  session_limit: ['security', 'A session limit starts anew with every session, and an agent may open many.'],
  never_matches: ['warning', 'The rule can never apply.'],
  unknown_tool: ['warning', 'The server has no tool of this name.'],
  shadowed: ['warning', 'Something earlier or more specific always decides first.'],
  hides_all: ['security', 'Every tool is hidden.'],
  class_rule: ['suggestion', 'Many equal rules could be one rule for their risk class.'],
} as const satisfies Record<string, readonly [Severity, string]>

/** The name of a fault. */
export type FaultCode = keyof typeof faults
