import { expect, test } from 'vitest'
import { asksText, type Filterable, parseFilter, withKey, wordsOf } from './filter.ts'

function row(name: string, more: Partial<Filterable> = {}): Filterable {
  return {
    name,
    description: '',
    words: `${name}\n${more.description ?? ''}`.toLowerCase(),
    category: 'read',
    action: 'allow',
    changed: false,
    conditions: 0,
    limits: '',
    inside: undefined,
    isNew: false,
    drifted: false,
    calls: undefined,
    orphan: false,
    kept: false,
    broken: false,
    own: true,
    args: [],
    ...more,
  }
}

const rows = [
  row('delete_device', { category: 'destructive', action: 'ask', changed: true, args: ['adom', 'device'] }),
  row('refund', { category: 'financial', action: 'deny', description: 'Give money back', args: ['amount'] }),
  row('list_devices', { description: 'Devices in an ADOM', own: false }),
  row('undelete_device', { category: 'write', action: 'limit', conditions: 2 }),
  row('gone', { orphan: true, action: 'hide' }),
]

function found(text: string): string[] {
  const filter = parseFilter(text)
  return rows.filter(filter.matches).map(({ name }) => name)
}

test.each([
  ['', ['delete_device', 'refund', 'list_devices', 'undelete_device', 'gone']],
  ['risk:destructive', ['delete_device']],
  ['risk:destructive,financial', ['delete_device', 'refund']],
  ['RISK:Financial', ['refund']],
  ['action:require_approval', ['delete_device']],
  ['action:ask,deny', ['delete_device', 'refund']],
  ['changed:yes', ['delete_device']],
  ['changed:no risk:read', ['list_devices', 'gone']],
  ['delete', ['delete_device', 'undelete_device']],
  ['name:/^delete_/', ['delete_device']],
  ['name:/^(un)?delete_ ?/', ['delete_device', 'undelete_device']],
  ['"money back"', ['refund']],
  ['arg:amount', ['refund']],
  ['is:orphan', ['gone']],
  ['is:kept', []],
  ['has:conditions', ['undelete_device']],
  ['-is:named', ['list_devices']],
  ['-delete -gone', ['refund', 'list_devices']],
  ['device adom', ['list_devices']],
  ['risk:', ['delete_device', 'refund', 'list_devices', 'undelete_device', 'gone']],
  ['truenas:pool', []],
])('the filter %j shows %j', (text, names) => {
  expect(found(text)).toEqual(names)
})

test.each(['risk:dangerous', 'action:maybe', 'changed:perhaps', 'is:odd', 'name:/(/'])(
  'the filter %s is not understood, says so, and hides nothing',
  (text) => {
    expect(parseFilter(text).misread).toHaveLength(1)
    expect(found(text)).toHaveLength(rows.length)
  },
)

test('a chip replaces its own words and leaves the others', () => {
  expect(withKey('delete risk:read name:/a b/', 'risk', ['destructive'])).toBe(
    'delete name:/a b/ risk:destructive',
  )
  expect(withKey('delete risk:read', 'risk', [])).toBe('delete')
  expect(wordsOf('delete risk:read,write', 'risk')).toEqual(['read', 'write'])
  expect(wordsOf('delete', 'risk')).toEqual([])
})

const called = [
  row('never', { calls: 0 }),
  row('often', { calls: 12, limits: '30/min', isNew: true }),
  row('unknown', { drifted: true }),
  row('truenas:pool_list', { inside: 'truenas', calls: 3 }),
]

test.each([
  ['calls:>0', ['often', 'truenas:pool_list']],
  ['calls:0', ['never']],
  ['calls:<=3', ['never', 'truenas:pool_list']],
  ['-calls:>=12', ['never', 'unknown', 'truenas:pool_list']],
  ['new:yes', ['often']],
  ['drifted:yes', ['unknown']],
  ['has:limits', ['often']],
  ['has:limit', ['often']],
  ['has:note', ['never']],
  ['has:tests', ['unknown']],
  ['is:new,drifted', ['often', 'unknown']],
  ['is:virtual', ['truenas:pool_list']],
  ['in:truenas', ['truenas:pool_list']],
  ['truenas:pool', ['truenas:pool_list']],
  ['is:unused', ['never']],
])('`%s` finds %j', (text, wanted) => {
  const world = { hasNote: (name: string) => name === 'never', hasTest: (name: string) => name === 'unknown' }
  const filter = parseFilter(text, world)
  expect(filter.misread).toEqual([])
  expect(called.filter(filter.matches).map(({ name }) => name)).toEqual(wanted)
})

test.each([
  ['rsk:read', 'did you mean `risk:`'],
  ['calls:many', 'say a number'],
  ['is:odd', 'try is:orphan'],
  ['has:cheese', 'try has:conditions'],
  ['name:/(/', 'is no pattern'],
  ['new:perhaps', 'say yes or no'],
])('`%s` is told, and matches nothing away', (text, told) => {
  const filter = parseFilter(text)
  expect(filter.misread.join()).toContain(told)
  expect(called.filter(filter.matches)).toHaveLength(called.length)
})

test('whether a filter asks for notes or tests is known before it is read', () => {
  expect(['has:note', '-has:tests', 'risk:read', 'note', 'has:limits'].map(asksText)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
