import { describe, expect, test } from 'vitest'
import { applyEdits } from '../edit/text-edit.ts'
import type { Inventory } from '../inventory.ts'
import { parse } from '../parse.ts'
import { type LintWorld, lint } from './lint.ts'

const closed = {
  type: 'object',
  properties: {
    amount: { type: 'number' },
    reason: { type: 'string' },
    kind: { enum: ['full', 'part'], type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['amount'],
  additionalProperties: false,
}
const inventory: Inventory = {
  tools: [
    { definition: { name: 'create_refund', inputSchema: closed }, category: 'financial' },
    {
      definition: {
        name: 'delete_account',
        inputSchema: { type: 'object', properties: { id: { type: 'string' } } },
      },
      category: 'destructive',
    },
    { definition: { name: 'get_refund', inputSchema: { type: 'object' } }, category: 'read' },
    { definition: { name: 'list_refunds' }, category: 'read' },
  ],
}

function found(fields: string, world: Partial<LintWorld> = {}, byDefault = 'deny') {
  const text = `{"version":"1","default":"${byDefault}",${fields}}`
  const parsed = parse(text)
  return lint(parsed, inventory, { now: 0, ...world }).map((problem) => ({
    what: `${problem.severity} ${problem.code} ${problem.pointer}`,
    message: problem.message,
    fixed:
      problem.fix &&
      applyEdits(text, problem.fix.edits).slice(`{"version":"1","default":"${byDefault}",`.length, -1),
  }))
}

const rule = (name: string, fields: string) => `"tools":{"${name}":{${fields}}}`
const guard = (condition: string) => `"deny_if":[{"conditions":[${condition}]}]`

describe('the linter', () => {
  test.each([
    [rule('create_refund', '"action":"require_approval"'), []],
    [rule('create_refund', ''), ['security open_danger /tools/create_refund']],
    [rule('create_refund', '"limits":[{"counter":"c","window":"day","max":1,"scope":"grant"}]'), []],
    [rule('*_refund', ''), ['security open_danger /tools/*_refund']],
    ['"risk":{"destructive":{}}', ['security open_danger /risk/destructive']],
    ['"risk":{"execute":{}}', ['warning never_matches /risk/execute']],
    ['"risk":{"financial":{}},"tools":{"create_refund":{"action":"deny"}}', []],
    [rule('create_refunds', '"action":"deny"'), ['warning unknown_tool /tools/create_refunds']],
    [rule('nothing*', ''), ['warning unknown_tool /tools/nothing*']],
    ['"hide":["nobody"]', ['warning unknown_tool /hide/0']],
    ['"hide":["*"]', ['security hides_all /hide/0']],
    ['"hide":["get_refund","get_*","get_refund"]', ['warning shadowed /hide/0', 'warning shadowed /hide/2']],
    ['"hide":["get_*"],"tools":{"get_refund":{}}', ['warning shadowed /tools/get_refund']],
    ['"tools":{"get_refund":{},"get_*":{}}', ['warning shadowed /tools/get_*']],
    [
      rule('create_refund', guard('{"path":"args.amout","op":"gt","value":1}')),
      ['error unknown_argument /tools/create_refund/deny_if/0/conditions/0/path'],
    ],
    [
      rule('create_refund', guard('{"path":"args.amount.x","op":"gt","value":1}')),
      ['error unknown_argument /tools/create_refund/deny_if/0/conditions/0/path'],
    ],
    [
      rule('create_refund', guard('{"path":"args.amount","op":"regex","value":"1"}')),
      ['error type_clash /tools/create_refund/deny_if/0/conditions/0/value'],
    ],
    [rule('create_refund', guard('{"path":"args.amount","op":"gt","value":1}')), []],
    [
      rule('create_refund', guard('{"path":"args.reason","op":"eq","value":"x"}')),
      ['security optional_argument /tools/create_refund/deny_if/0/conditions/0/path'],
    ],
    [
      rule('create_refund', guard('{"path":"args.tags[*]","op":"eq","value":"x"}')),
      ['security optional_argument /tools/create_refund/deny_if/0/conditions/0/path'],
    ],
    [
      rule('create_refund', guard('{"path":"args.kind","op":"neq","value":"whole"}')),
      ['warning never_matches /tools/create_refund/deny_if/0/conditions/0/value'],
    ],
    [
      rule('delete_account', guard('{"path":"args.force","op":"eq","value":true}')),
      ['security unnamed_argument /tools/delete_account/deny_if/0/conditions/0/path'],
    ],
    [rule('list_refunds', guard('{"path":"args.force","op":"eq","value":true}')), []],
    [
      rule(
        'create_refund',
        `"require":[{"conditions":[{"path":"args.reason","op":"exists","value":true}]}],${guard('{"path":"args.reason","op":"eq","value":"x"}')}`,
      ),
      [],
    ],
    [
      rule(
        'create_refund',
        '"limits":[{"counter":"c","window":"day","max":1,"scope":"grant","increment_from":"args.reason"}]',
      ),
      ['error type_clash /tools/create_refund/limits/0/increment_from'],
    ],
    [
      rule(
        'create_refund',
        '"limits":[{"counter":"c","window":"day","max":1,"scope":"grant","increment_from":"args.sum"}]',
      ),
      ['error unknown_argument /tools/create_refund/limits/0/increment_from'],
    ],
    [
      rule('get_refund', '"limits":[{"counter":"c","window":"day","max":1,"scope":"session"}]'),
      ['security session_limit /tools/get_refund/limits/0/scope'],
    ],
    [
      rule('get_refund', '"rate_limit":{"max":1,"window":60}'),
      ['security session_limit /tools/get_refund/rate_limit'],
    ],
    [
      rule('create_refund', '"action":"require_approval","approval":{"approvers":[]}'),
      ['error nobody_approves /tools/create_refund/approval'],
    ],
    [
      rule('get_refund', '"deny_if":[{"conditions":[]},{"conditions":[]}]'),
      ['warning shadowed /tools/get_refund/deny_if/1'],
    ],
    ['"tests":[{"name":"n","tool":"get_refund","expect":"allow"}]', ['error failing_test /tests/0']],
    ['"tests":[{"name":"n","tool":"get_*","expect":"deny"}]', []],
  ])('says of %s: %j', (fields, wanted) => {
    expect(found(fields).map(({ what }) => what)).toEqual(wanted)
  })

  test('an allowing default leaves the dangerous tools open', () => {
    expect(found('"tools":{}', {}, 'allow').map(({ what }) => what)).toEqual([
      'security default_allow /default',
      'security open_danger /default',
    ])
  })

  const operations = {
    type: 'array',
    items: { type: 'object', properties: { tool: { type: 'string' }, args: { type: 'object' } } },
  }
  const batch = {
    definition: { name: 'batch', inputSchema: { type: 'object', properties: { operations } } },
    category: 'execute',
  } as const
  const runner = {
    definition: {
      name: 'manage',
      inputSchema: { type: 'object', properties: { action: { enum: ['start', 'stop'] } } },
    },
    category: 'execute',
  } as const
  const dispatcher = { tool: 'batch', each: 'args.operations', name: 'tool', arguments: 'args' }
  const told =
    '"require":[{"conditions":[{"path":"args.operations[*].tool","op":"eq","value":"get_refund"}]}]'

  test.each([
    [rule('batch', ''), 'deny', ['security side_door /tools/batch']],
    [
      rule('batch', '"limits":[{"counter":"c","window":"day","max":1,"scope":"grant"}]'),
      'deny',
      ['security side_door /tools/batch'],
    ],
    ['"risk":{"execute":{}}', 'deny', ['security side_door /risk/execute']],
    ['"tools":{}', 'allow', ['security default_allow /default', 'security side_door /default']],
    [rule('*', ''), 'deny', ['security side_door /tools/*']],
    // What every call is asked is asked of no tool's own arguments.
    [
      `"all_tools":{"deny_if":[{"conditions":[{"path":"args.dry_run","op":"eq","value":false}]}]},${rule('batch', '')}`,
      'deny',
      ['security unnamed_argument /all_tools/deny_if/0/conditions/0/path', 'security side_door /tools/batch'],
    ],
    [rule('batch', told), 'deny', []],
    [rule('batch', '"action":"require_approval"'), 'deny', []],
    ['"tools":{}', 'deny', []],
    // What it runs are actions of its own, and no other rule is about them.
    [rule('manage', ''), 'deny', []],
  ] as const)(
    'of a tool that seems to run others it says of %s by default %s: %j',
    (fields, standing, wanted) => {
      const text = `{"version":"1","default":"${standing}",${fields}}`
      const said = (inventory: Inventory) =>
        lint(parse(text), inventory, { now: 0 }).map(
          ({ severity, code, pointer }) => `${severity} ${code} ${pointer}`,
        )
      expect(
        said({ tools: [batch, { ...batch, definition: { ...batch.definition, name: 'batch_2' } }, runner] }),
      ).toEqual(wanted)
      expect(said({ tools: [batch, runner], dispatchers: [dispatcher] })).not.toContainEqual(
        expect.stringContaining('side_door'),
      )
    },
  )

  test('an approval that too few can give is an error', () => {
    const fields = rule('create_refund', '"action":"require_approval","approval":{"count":2}')
    expect(found(fields, { approversFor: () => 2 })).toEqual([])
    expect(found(fields, { approversFor: () => 1 })[0]?.message).toBe(
      'the approval of 2 of admin or approver is needed, and only 1 can give it',
    )
  })

  test.each([
    [rule('create_refunds', '"action":"deny"'), rule('create_refund', '"action":"deny"')],
    [rule('create_refund', ''), rule('create_refund', ' "action": "require_approval" ')],
    [
      rule('get_refund', '"limits":[{"counter":"c","window":"day","max":1,"scope":"session"}]'),
      rule('get_refund', '"limits":[{"counter":"c","window":"day","max":1,"scope":"grant"}]'),
    ],
    ['"hide":["get_refund","get_refund"]', '"hide":["get_refund"]'],
    [
      rule('create_refund', guard('{"path":"args.amout","op":"gt","value":1}')),
      rule('create_refund', guard('{"path":"args.amount","op":"gt","value":1}')),
    ],
    [
      rule('create_refund', guard('{"path":"args.kind","op":"neq","value":"ful"}')),
      rule('create_refund', guard('{"path":"args.kind","op":"neq","value":"full"}')),
    ],
  ])('mends %s', (fields, wanted) => {
    expect(found(fields)[0]?.fixed).toBe(wanted)
  })

  test('requiring the argument closes the way past a guard', () => {
    const [problem] = found(rule('create_refund', guard('{"path":"args.reason","op":"eq","value":"x"}')))
    expect(found(problem?.fixed ?? '')).toEqual([])
  })

  test('many equal rules could be one', () => {
    const tools = Array.from({ length: 12 }, (_, at) => ({
      definition: { name: `get_${at}` },
      category: 'read' as const,
    }))
    const rules = tools.map(({ definition }) => `"${definition.name}":{}`).join()
    const text = `{"version":"1","default":"deny","tools":{${rules}}}`
    const [problem] = lint(parse(text), { tools }, { now: 0 })
    expect(problem).toMatchObject({
      severity: 'suggestion',
      code: 'class_rule',
      message: '12 equal rules could be one rule for the class `read`',
    })
    expect(parse(applyEdits(text, problem?.fix?.edits ?? [])).document).toEqual({
      version: '1',
      default: 'deny',
      tools: {},
      risk: { read: {} },
    })
  })

  test.each([
    [
      '"tools":{"get_refund":{"limit":[]},"create_refund":{}}',
      ['error unknown_field /tools/get_refund/limit', 'security open_danger /tools/create_refund'],
    ],
    // The broken rule is still the tool's: the pattern does not open it.
    [
      '"tools":{"create_refund":{"limit":[]},"*_refund":{}}',
      ['error unknown_field /tools/create_refund/limit'],
    ],
    [
      '"tools":{"get_refund":{"limit":[]},"nobody":{}},"tests":[{"name":"n","tool":"get_refund","expect":"allow"}]',
      ['error unknown_field /tools/get_refund/limit', 'warning unknown_tool /tools/nobody'],
    ],
    // What is not known to be hidden or guarded is not judged.
    ['"hide":"create_refund","tools":{"create_refund":{}}', ['error wrong_type /hide']],
  ])('says of what is sound in %s: %j', (fields, wanted) => {
    expect(found(fields).map(({ what }) => what)).toEqual(wanted)
  })

  test('says nothing of tools where there are none to compare with', () => {
    const parsed = parse(
      '{"version":"1","default":"deny","tools":{"x":{}},"risk":{"read":{}},"tests":[{"name":"n","tool":"y","expect":"allow"}]}',
    )
    expect(lint(parsed, { tools: [] }, { now: 0 })).toEqual([])
  })
})
