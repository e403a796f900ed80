import { expect, test } from 'vitest'
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
  expect(setRows(rows, 'deny')).toEqual([{ kind: 'set_action', tool: 'b', action: 'deny' }])
})

test('a limit begins as the recommended one, by the risk', () => {
  const [grave, write] = setRows([row('Wipe'), row('add', { category: 'write' })], 'limit')
  expect(grave).toMatchObject({ limit: { counter: 'wipe_rate', window: 'minute', max: 10, scope: 'grant' } })
  expect(write).toMatchObject({ limit: { counter: 'add_rate', max: 30 } })
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
