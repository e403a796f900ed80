import fc from 'fast-check'
import type { Dispatcher, Inventory } from '../inventory.ts'
import type { Condition, Limit, PolicyDocument, Predicate, ToolRule } from '../schema.ts'
import type { OracleCall } from './oracle-world.ts'

/** Few names, many collisions: random policies are only worth their while where rules meet. */

const names = ['a_get', 'a_set', 'b_get', 'run', 'batch', 'free', 'go', 'stop', 'nobody', 'toString']
export const keys = [
  ...names,
  'a_*',
  '*_get',
  '*',
  'a*t',
  'run:*',
  'run:go',
  'run:a_get',
  'free:nobody',
  'batch:b_get',
  '*o*',
  '**',
]
const labels = ['ci', 'dev']

const dispatchers: readonly Dispatcher[] = [
  {
    tool: 'run',
    name: 'args.action',
    arguments: 'args.params',
    actions: [
      { definition: { name: 'go' }, category: 'execute' },
      { definition: { name: 'stop' }, category: 'destructive' },
      { definition: { name: 'a_get' }, category: 'write' },
    ],
  },
  { tool: 'batch', each: 'args.operations', name: 'tool', arguments: 'args', actions: [] },
  { tool: 'free', name: 'args.action', actions: [] },
]

export const inventory: Inventory = {
  tools: [
    { definition: { name: 'a_get' }, category: 'read' },
    { definition: { name: 'a_set' }, category: 'write' },
    { definition: { name: 'b_get' }, category: 'read' },
    { definition: { name: 'run' }, category: 'destructive' },
    { definition: { name: 'batch' }, category: 'execute' },
    { definition: { name: 'free' }, category: 'execute' },
  ],
  dispatchers,
}

const scalar = fc.constantFrom(0, 1, 2.5, -1, 1e9, 0.0000001, '', 'x', 'xy', '1', true, false, null)
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ x: scalar }, { requiredKeys: [] }),
)
const path = fc.constantFrom(
  'args.x',
  'args.y',
  'args.list[*]',
  'args.list[*].x',
  'args.list[0]',
  'args["x"]',
  'args.x.x',
  'args.constructor',
  'args.params.x',
  'grant.label',
  'grant.tags',
  'tool.risk',
  'time.hour',
  'time.weekday',
)

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ path, op: fc.constantFrom('eq' as const, 'neq' as const, 'contains' as const), value }),
  fc.record({
    path,
    op: fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
    value: fc.constantFrom(0, 1, 2.5, 12),
  }),
  fc.record({
    path,
    op: fc.constantFrom('in' as const, 'not_in' as const),
    value: fc.array(value, { maxLength: 3 }),
  }),
  fc.record({ path, op: fc.constant('exists' as const), value: fc.boolean() }),
  fc.record({
    path,
    op: fc.constant('regex' as const),
    value: fc.constantFrom('^x', 'y$', '[0-9]', '', '^$', 'x|y', 'ci'),
  }),
)

const predicate: fc.Arbitrary<Predicate> = fc.record({ conditions: fc.array(condition, { maxLength: 2 }) })
/** Mostly none or one: what is denied for six reasons tells nothing of the seventh. */
const predicates = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Predicate[]>([]) },
  fc.array(predicate, { maxLength: 2 }),
)

const limit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({
    counter: fc.constantFrom('calls', 'more'),
    window: fc.constantFrom('minute' as const, 'hour' as const, 7),
    max: fc.constantFrom(1, 2, 3, 5),
    scope: fc.constantFrom('grant' as const, 'session' as const, 'server' as const, 'workspace' as const),
  }),
  fc.record({
    counter: fc.constantFrom('sum'),
    window: fc.constantFrom('minute' as const, 60),
    max: fc.constantFrom(1, 3.5, 1e9),
    scope: fc.constantFrom('grant' as const, 'server' as const),
    increment_from: fc.constantFrom('args.x', 'args.y', 'args.list[*]'),
  }),
)

const fullRule: fc.Arbitrary<ToolRule> = fc.record(
  {
    action: fc.constantFrom(
      'allow' as const,
      'allow' as const,
      'deny' as const,
      'hide' as const,
      'require_approval' as const,
    ),
    require: predicates,
    deny_if: predicates,
    approve_if: predicates,
    limits: fc.array(limit, { maxLength: 2 }),
    rate_limit: fc.record({ max: fc.constantFrom(1, 2), window: fc.constantFrom(1, 60) }),
  },
  { requiredKeys: [] },
)

export const rule: fc.Arbitrary<ToolRule> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fullRule },
)

const allTools = fc.record({
  require: predicates,
  deny_if: predicates,
  limits: fc.array(limit, { maxLength: 1 }),
})

export const document: fc.Arbitrary<PolicyDocument> = fc
  .record(
    {
      default: fc.constantFrom('allow' as const, 'deny' as const),
      hide: fc.oneof(
        { weight: 3, arbitrary: fc.constant<string[]>([]) },
        fc.array(fc.constantFrom(...keys), { maxLength: 3 }),
      ),
      all_tools: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, allTools),
      risk: fc.dictionary(fc.constantFrom('read', 'write', 'execute', 'destructive', 'financial'), rule, {
        maxKeys: 2,
      }),
      tools: fc.dictionary(fc.constantFrom(...keys), rule, { maxKeys: 6 }),
    },
    { requiredKeys: ['default', 'tools'] },
  )
  .map((fields) => ({ version: '1' as const, ...fields }))

const plainArguments = fc.record(
  { x: value, y: value, list: fc.oneof(fc.array(value, { maxLength: 3 }), scalar) },
  { requiredKeys: [] },
)
const action = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, scalar)
const params = fc.oneof({ weight: 8, arbitrary: plainArguments }, scalar)
const operation = fc.oneof(
  { weight: 8, arbitrary: fc.record({ tool: action, args: params }, { requiredKeys: ['tool'] }) },
  scalar,
  fc.constant({}),
)
const operations = fc.oneof({ weight: 8, arbitrary: fc.array(operation, { maxLength: 3 }) }, scalar)
const nested = operations.map((inner) => [{ tool: 'batch', args: { operations: inner } }])

const asked = fc.oneof(
  fc.record({ tool: fc.constantFrom(...names), arguments: plainArguments }),
  fc.record({
    tool: fc.constant('run'),
    arguments: fc.record({ action, params, x: scalar }, { requiredKeys: [] }),
  }),
  fc.record({
    tool: fc.constant('free'),
    arguments: fc.record({ action, x: scalar, y: scalar }, { requiredKeys: [] }),
  }),
  fc.record({
    tool: fc.constant('batch'),
    arguments: fc.record({ operations: fc.oneof(operations, nested), x: scalar }, { requiredKeys: [] }),
  }),
)

/** A call and how many milliseconds it comes after the one before. */
export const call: fc.Arbitrary<{ readonly call: OracleCall; readonly after: number }> = fc
  .record({
    asked,
    label: fc.constantFrom(...labels),
    tags: fc.subarray(['x', 'ci']),
    session: fc.constantFrom('s1', 's2', undefined),
    after: fc.constantFrom(0, 1, 999, 1000, 30_000, 59_999, 60_000, 61_000, 61_001, 7200_000),
  })
  .map(({ asked: { tool, arguments: args }, label, tags, session, after }) => ({
    call: { tool, arguments: args, grant: { label, tags }, session },
    after,
  }))
