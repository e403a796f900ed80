import { expect, test } from 'vitest'
import { applyEdits, edit, parse, type ToolRule } from '#policy'
import type { Row } from './rows.ts'
import { loosened, setRows } from './set-rows.ts'

function row(name: string, more: Partial<Row> = {}): Row {
  return {
    kind: 'tool',
    name,
    inside: undefined,
    title: undefined,
    tool: undefined,
    description: '',
    words: name,
    category: 'destructive',
    action: 'deny',
    by: 'name',
    pointer: `/tools/${name}`,
    rule: {},
    limits: '',
    own: true,
    conditions: 0,
    changed: false,
    orphan: false,
    kept: false,
    broken: false,
    isNew: false,
    classBefore: undefined,
    redefined: false,
    isLookedAt: false,
    mark: undefined,
    drifted: false,
    calls: undefined,
    args: [],
    ...more,
  }
}

test('rows that have the action by a rule of their own, and broken ones, are left alone', () => {
  const rows = [
    row('a'),
    row('b', { own: false, by: 'default' }),
    row('c', { broken: true, action: 'allow' }),
  ]
  expect(setRows(rows, 'deny')).toEqual([
    { key: 'b', actions: [{ kind: 'set_action', tool: 'b', action: 'deny' }] },
  ])
})

test('what a class or a pattern says besides stays when a tool is given an action of its own', () => {
  const limits = [{ counter: 'c', window: 'minute', max: 5, scope: 'grant' } as const]
  const deny_if = [{ conditions: [{ path: 'args.n', op: 'gt', value: 1 } as const] }]
  const written = (rule: ToolRule, action: Parameters<typeof setRows>[1]) => {
    const text = '{"version":"1","default":"deny","tools":{}}'
    const steps = setRows([row('x', { own: false, by: 'class', action: 'limit', rule })], action)
    const edits = edit(
      text,
      steps.flatMap(({ actions }) => [...actions]),
    )
    return edits.ok ? parse(applyEdits(text, edits.value)).document?.tools?.['x'] : edits.fault
  }
  expect(written({ limits, deny_if }, 'ask')).toEqual({ limits, deny_if, action: 'require_approval' })
  expect(written({ limits, deny_if }, 'limit')).toEqual({ limits, deny_if })
  expect(written({ limits, deny_if }, 'allow')).toEqual({ deny_if })
  expect(written({ limits, deny_if }, 'deny')).toEqual({ action: 'deny' })
  expect(written({ action: 'require_approval' }, 'allow')).toEqual({})
})

test('an action that dispatchers run is set where its rule stands, once for all of them', () => {
  const inner = { own: false, by: 'inner', pointer: '/tools/pool_list', action: 'allow' } as const
  const rows = [
    row('nas:pool_list', inner),
    row('lab:pool_list', inner),
    row('nas:other', { own: false, by: 'default' }),
  ]
  expect(setRows(rows, 'ask').map(({ key }) => key)).toEqual(['pool_list', 'nas:other'])
  expect(setRows(rows.slice(0, 2), 'allow')).toEqual([])
})

test('a limit begins as the recommended one, by the risk', () => {
  const [grave, write] = setRows([row('Wipe'), row('add', { category: 'write' })], 'limit')
  expect(grave?.actions).toMatchObject([
    { limit: { counter: 'wipe_rate', window: 'minute', max: 10, scope: 'grant' } },
  ])
  expect(write?.actions).toMatchObject([{ limit: { counter: 'add_rate', max: 30 } }])
})

test('only grave tools that may do more afterwards are loosened', () => {
  const rows = [
    row('a'),
    row('b', { category: 'read' }),
    row('c', { action: 'allow' }),
    row('d', { category: 'financial' }),
  ]
  expect(loosened(rows, 'ask').map(({ name }) => name)).toEqual(['a', 'd'])
  expect(loosened(rows, 'hide')).toEqual([])
})
