import { expect, test } from 'vitest'
import { compile, parse } from '#policy'
import type { Category } from '#risk'
import { countActions, groupsOf, linesOf } from './groups.ts'
import { engineInventory, misfitsOf, rowsOf } from './rows.ts'

function tool(name: string, category: Category) {
  return {
    name,
    digest: '',
    definition: {
      name,
      description: `${name} in words`,
      inputSchema: { properties: { adom: {}, force: {} } },
    },
    risk: {
      category,
      level: 'low' as const,
      confidence: 1,
      unsure: false,
      evidence: [],
      signals: [],
      explanation: '',
    },
  }
}

const tools = [
  tool('get_device', 'read'),
  tool('list_devices', 'read'),
  tool('delete_device', 'destructive'),
  tool('run_script', 'execute'),
  tool('other', 'write'),
]
const inventory = engineInventory(tools)

function read(text: string) {
  const { document, sound, broken } = parse(text)
  const policy = compile(document ?? sound ?? { version: '1', default: 'deny' }, inventory)
  return { policy, broken }
}

function rows(text: string, enforced?: string) {
  return rowsOf({
    tools,
    ...read(text),
    enforced: enforced === undefined ? undefined : read(enforced).policy,
  })
}

const text = `{ "version": "1", "default": "deny", "hide": ["run_*"],
  "risk": { "write": { "action": "allow" } },
  "tools": {
    "get_*": {},
    "delete_device": { "approve_if": [{ "conditions": [{ "path": "args.force", "op": "eq", "value": true }] }],
      "limits": [{ "counter": "d", "window": "minute", "max": 5, "scope": "grant" }] },
    "gone": { "action": "deny" } } }`

test('every tool says what happens to it and which part of the policy says so', () => {
  const said = rows(text).map(({ name, action, by, pointer }) => [name, action, by, pointer])
  expect(said).toEqual([
    ['get_device', 'allow', 'pattern', '/tools/get_*'],
    ['list_devices', 'deny', 'default', '/default'],
    ['delete_device', 'ask', 'name', '/tools/delete_device'],
    ['run_script', 'hide', 'hide', '/hide/0'],
    ['other', 'allow', 'class', '/risk/write'],
    ['get_*', 'allow', 'name', '/tools/get_*'],
    ['gone', 'deny', 'name', '/tools/gone'],
  ])
})

test('conditions and limits are counted, whatever the action', () => {
  const row = rows(text).find(({ name }) => name === 'delete_device')
  expect(row).toMatchObject({ conditions: 1, limits: '5/min', args: ['adom', 'force'] })
})

test('a rule for a tool that the server does not have is an orphan, a pattern is not', () => {
  const kinds = rows(text).map(({ name, kind }) => [name, kind])
  expect(kinds).toContainEqual(['gone', 'orphan'])
  expect(kinds).toContainEqual(['get_*', 'pattern'])
})

test('a broken rule keeps its row and is named as broken', () => {
  const row = rows(text.replace('"minute"', '"fortnight"')).find(({ name }) => name === 'delete_device')
  expect(row).toMatchObject({ broken: true, pointer: '/tools/delete_device' })
})

test('a row is changed when the policy treats its tool otherwise than the enforced one', () => {
  const changed = (after: string) => rows(after, text).flatMap((row) => (row.changed ? [row.name] : []))
  expect(changed(text)).toEqual([])
  expect(changed(text.replace('"default": "deny"', '"default":   "deny"'))).toEqual([])
  expect(changed(text.replace('"max": 5', '"max": 6'))).toEqual(['delete_device'])
  expect(changed(text.replace('"default": "deny"', '"default": "allow"'))).toEqual(['list_devices'])
  expect(changed(text.replace('"get_*": {}', '"get_*": { "action": "deny" }'))).toEqual([
    'get_device',
    'get_*',
  ])
  expect(rows(text).some((row) => row.changed)).toBe(false)
})

test('the gravest group stands first, empty ones are left out, folded ones keep their head', () => {
  const groups = groupsOf(rows(text))
  expect(groups.map(({ key }) => key)).toEqual([
    'destructive',
    'execute',
    'write',
    'read',
    'patterns',
    'orphans',
  ])
  const lines = linesOf(groups, new Set(['read']))
  expect(lines.map((line) => (line.kind === 'row' ? line.row.name : line.group.key))).toEqual([
    'destructive',
    'delete_device',
    'execute',
    'run_script',
    'write',
    'other',
    'read',
    'patterns',
    'get_*',
    'orphans',
    'gone',
  ])
  expect(countActions(rows(text))).toEqual([
    { action: 'allow', count: 3 },
    { action: 'ask', count: 1 },
    { action: 'deny', count: 2 },
    { action: 'hide', count: 1 },
  ])
})

test('what came since the enforced revision is new until it was looked at, and stands first', () => {
  const classes = {
    get_device: 'read',
    list_devices: 'read',
    delete_device: 'write',
    run_script: 'execute',
  } as const
  const facts = { ...read(text), tools, enforced: read(text).policy, classes }
  const seen = rowsOf(facts)
  expect(seen.filter(({ isNew }) => isNew).map(({ name }) => name)).toEqual(['other'])
  expect(groupsOf(seen)[0]).toMatchObject({ key: 'new', rows: [{ name: 'other' }] })
  const lookedAt = (mark: string) => rowsOf({ ...facts, lookedAt: new Map([['other', mark]]) })
  expect(lookedAt(' write').some(({ isNew }) => isNew)).toBe(false)
  expect(lookedAt(' read').some(({ isNew }) => isNew)).toBe(true)
  expect(rows(text).some(({ isNew }) => isNew)).toBe(false)
})

test('a tool has drifted when its class is another, or a condition of it no longer fits', () => {
  const classes = { get_device: 'read', list_devices: 'read', delete_device: 'write' } as const
  const misfits = new Set(misfitsOf([{ code: 'unknown_argument', pointer: '/tools/get_device/deny_if/0' }]))
  const seen = rowsOf({ ...read(text), tools, enforced: read(text).policy, classes, misfits })
  expect(seen.filter(({ drifted }) => drifted).map(({ name, classBefore }) => [name, classBefore])).toEqual([
    ['get_device', undefined],
    ['delete_device', 'write'],
  ])
})

test('what a dispatcher runs stands behind it, by its qualified name', () => {
  const truenas = engineInventory(
    [tool('truenas', 'write'), tool('ping', 'read')],
    [
      {
        tool: 'truenas',
        name: 'args.action',
        actions: [
          { definition: { name: 'pool_list', description: 'Lists' }, category: 'read' },
          { definition: { name: 'pool_delete' }, category: 'destructive' },
        ],
      },
    ],
  )
  const { document } = parse(
    '{ "version": "1", "default": "deny", "tools": { "pool_list": {}, "truenas:pool_delete": {} } }',
  )
  const policy = compile(document ?? { version: '1', default: 'deny' }, truenas)
  const calls = new Map([['truenas:pool_list', 3]])
  const listed = [tool('truenas', 'write'), tool('ping', 'read')]
  const seen = rowsOf({ tools: listed, policy, broken: [], enforced: undefined, calls })
  const said = seen.map(({ name, inside, action, by, own, orphan, calls }) => [
    name,
    inside,
    action,
    by,
    own,
    orphan,
    calls,
  ])
  expect(said).toEqual([
    ['truenas', undefined, 'deny', 'default', false, false, 0],
    ['truenas:pool_list', 'truenas', 'allow', 'inner', false, false, 3],
    ['truenas:pool_delete', 'truenas', 'allow', 'name', true, false, 0],
    ['ping', undefined, 'deny', 'default', false, false, 0],
  ])
})
