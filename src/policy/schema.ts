import { z } from 'zod'
import { categories } from '#risk'
import type { Fault } from '#std/result'
import { parsePath } from './path.ts'
import { compileRegex } from './regex.ts'

/** The largest quota: counts are kept in millionths, and a double is exact to 2^53. */
export const largestMax = 9_007_199_254

const operators = [
  'eq',
  'neq',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'not_in',
  'exists',
  'regex',
  'contains',
] as const

/** How a condition compares what a call says with `value`. */
export const Operator = z.enum(operators)
export type Operator = z.infer<typeof Operator>

/** One comparison of one value of a call. */
export const Condition = z
  .strictObject({
    path: z
      .string()
      .describe('What to look at: `args.a.b`, `args.items[*].id`, `grant.label`, `tool.risk`, `time.hour`.'),
    op: Operator.describe('How to compare it.'),
    value: z.json().describe('What to compare it with; its type must fit the operator.'),
  })
  .superRefine((condition, context) => {
    const path = parsePath(condition.path)
    if (!path.ok) context.addIssue(issue('path', path.fault))
    const misfit = valueMisfit(condition.op, condition.value)
    if (misfit !== undefined) context.addIssue(issue('value', misfit))
  })
export type Condition = z.infer<typeof Condition>

/** Why `value` cannot stand beside `op`, or nothing. */
function valueMisfit(op: Operator, value: unknown): Fault | undefined {
  const wanted = wantedValue[op]
  if (wanted !== undefined && !wanted.fits(value))
    return { code: 'wrong_type', message: `\`${op}\` compares with ${wanted.what}` }
  if (op !== 'regex' || typeof value !== 'string') return undefined
  const regex = compileRegex(value)
  return regex.ok ? undefined : regex.fault
}

const number = { what: 'a number', fits: (value: unknown) => typeof value === 'number' }
const list = { what: 'a list', fits: (value: unknown) => Array.isArray(value) }

/** What each operator compares with; `eq`, `neq` and `contains` with any value. */
const wantedValue: Partial<Record<Operator, { what: string; fits: (value: unknown) => boolean }>> = {
  lt: number,
  lte: number,
  gt: number,
  gte: number,
  in: list,
  not_in: list,
  exists: { what: 'true or false', fits: (value) => typeof value === 'boolean' },
  regex: { what: 'a pattern in a string', fits: (value) => typeof value === 'string' },
}

/** A fault of one field, for zod; its code survives in `params`. */
function issue(field: string, { code, message }: Fault) {
  return { code: 'custom' as const, path: [field], message, params: { code } }
}

/** Conditions that hold together; none at all always holds. */
export const Predicate = z.strictObject({
  conditions: z.array(Condition).describe('All of them must hold; an empty list always holds.'),
  on_deny: z.string().optional().describe('Told to the agent when this predicate denies the call.'),
})
export type Predicate = z.infer<typeof Predicate>

/** Over what time a quota is counted. */
export const Window = z.union([z.enum(['minute', 'hour', 'day']), z.int().min(1).max(31_536_000)])
export type Window = z.infer<typeof Window>

/** For whom a quota is counted. */
export const Scope = z.enum(['grant', 'session', 'server', 'workspace'])
export type Scope = z.infer<typeof Scope>

/** A quota on calls, or on the sum of an argument. */
export const Limit = z
  .strictObject({
    counter: z.string().min(1).describe('Names the count: limits that share a name share it.'),
    window: Window.describe('`minute`, `hour`, `day`, or seconds.'),
    max: z.number().min(1).max(largestMax).describe('The most in any span of one window.'),
    scope: Scope.describe('Whose calls are counted together.'),
    increment_from: z
      .string()
      .optional()
      .describe('A numeric argument to add up, such as `args.amount`, instead of counting calls.'),
  })
  .superRefine((limit, context) => {
    if (limit.increment_from === undefined) {
      if (!Number.isInteger(limit.max))
        context.addIssue(issue('max', { code: 'wrong_type', message: 'a count of calls is a whole number' }))
      return
    }
    const path = parsePath(limit.increment_from)
    if (!path.ok) context.addIssue(issue('increment_from', path.fault))
    else if (path.value.root !== 'args')
      context.addIssue(
        issue('increment_from', { code: 'bad_path', message: 'only an argument can be added up' }),
      )
  })
export type Limit = z.infer<typeof Limit>

/** Shorthand for a quota on the calls of one rule in one session. */
export const RateLimit = z.strictObject({
  max: z.int().min(1).max(largestMax).describe('The most calls in any span of one window.'),
  window: z.int().min(1).max(31_536_000).describe('Seconds.'),
})
export type RateLimit = z.infer<typeof RateLimit>

/** Who is asked, how many must agree, and how long they have. */
export const Approval = z.strictObject({
  approvers: z
    .array(z.string().min(1))
    .optional()
    .describe('Roles or member ids; admin and approver by default.')
    .meta({ default: ['admin', 'approver'] }),
  count: z
    .int()
    .min(1)
    .max(16)
    .optional()
    .describe('How many different people must approve; 1 by default.')
    .meta({ default: 1 }),
  timeout: z
    .int()
    .min(1)
    .max(2_592_000)
    .optional()
    .describe('Seconds until it is denied; 86400 by default.')
    .meta({ default: 86_400 }),
})
export type Approval = z.infer<typeof Approval>

/** What happens to a call that no condition or limit stops. */
export const Action = z.enum(['allow', 'deny', 'hide', 'require_approval'])
export type Action = z.infer<typeof Action>

/** The rule of a tool, of a name pattern, or of a risk class. */
export const ToolRule = z.strictObject({
  action: Action.optional()
    .describe('`allow` (the default), `deny`, `hide` or `require_approval`.')
    .meta({ default: 'allow' }),
  reason: z.string().optional().describe('Told to the agent when the call is denied or held.'),
  require: z.array(Predicate).optional().describe('Every one must hold, or the call is denied.'),
  deny_if: z.array(Predicate).optional().describe('The first that holds denies the call.'),
  approve_if: z.array(Predicate).optional().describe('If one holds, a person is asked.'),
  approval: Approval.optional().describe('Who is asked, and for how long.'),
  limits: z.array(Limit).optional().describe('Quotas; every one must have room.'),
  rate_limit: RateLimit.optional().describe('The most calls per session in a number of seconds.'),
})
export type ToolRule = z.infer<typeof ToolRule>

/** What is judged for every call, before the rule of its tool. */
export const AllTools = z.strictObject({
  require: z.array(Predicate).optional().describe('Every one must hold, or the call is denied.'),
  deny_if: z.array(Predicate).optional().describe('The first that holds denies the call.'),
  limits: z.array(Limit).optional().describe('Quotas; every one must have room.'),
})
export type AllTools = z.infer<typeof AllTools>

/** What a test of a policy may expect. */
export const Outcome = z.enum(['allow', 'deny', 'hide', 'approval'])
/** What becomes of a call. */
export type Outcome = z.infer<typeof Outcome>

/** A call and what must become of it; run at every edit and before publishing. */
export const PolicyTest = z.strictObject({
  name: z.string().min(1).describe('What the test says.'),
  tool: z.string().min(1).describe('A tool, or a pattern: then every matching tool is tried.'),
  args: z
    .record(z.string(), z.json())
    .optional()
    .describe('The arguments of the call; none by default.')
    .meta({ default: {} }),
  as: z.string().optional().describe('The label of the grant that calls.'),
  at: z.iso.datetime({ offset: true }).optional().describe('When it calls, such as `2026-11-21T10:00:00Z`.'),
  expect: Outcome.describe('`allow`, `deny`, `hide` or `approval`.'),
})
export type PolicyTest = z.infer<typeof PolicyTest>

/** Whether a thing is passed on or not. */
export const Default = z.enum(['allow', 'deny'])
export type Default = z.infer<typeof Default>

/** A policy: one JSON document, the only definition of what the language can say. */
export const PolicyDocument = z.strictObject({
  $schema: z.string().optional().describe('Where an editor finds the schema; ignored.'),
  version: z.literal('1').describe('The version of the language; only "1".'),
  default: Default.describe('What happens to tools that no rule names.'),
  hide: z
    .array(z.string().min(1))
    .optional()
    .describe('Tools that agents neither see nor reach; `*` in names.'),
  resources: Default.optional().describe('Whether resources may be listed and read; as `default` if absent.'),
  prompts: Default.optional().describe('Whether prompts may be listed and read; as `default` if absent.'),
  all_tools: AllTools.optional().describe(
    'Conditions and limits for every call, judged before its own rule.',
  ),
  risk: z
    .partialRecord(z.enum(categories), ToolRule)
    .optional()
    .describe('Rules for whole classes, for tools that `tools` does not name.'),
  tools: z
    .record(z.string(), ToolRule)
    .optional()
    .describe('Rules by tool name; `*` stands for any characters.'),
  tests: z.array(PolicyTest).optional().describe('Calls and what must become of them.'),
})
export type PolicyDocument = z.infer<typeof PolicyDocument>
