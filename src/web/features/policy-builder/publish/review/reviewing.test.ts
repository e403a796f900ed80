import { expect, test } from 'vitest'
import { RecordedCall } from '#model/recorded-call'
import { type Inventory, lint, type Outcome, parse } from '#policy'
import { effectOf, findingKey, review, type Subject, weakening } from './reviewing.ts'

const inventory: Inventory = {
  tools: [
    { definition: { name: 'list', description: 'x'.repeat(400) }, category: 'read' },
    { definition: { name: 'drop' }, category: 'destructive' },
  ],
}

function subject(before: string | undefined, after: string): Subject {
  const text = (tools: string) => `{"version":"1","default":"deny","tools":{${tools}}}`
  return {
    before: before === undefined ? undefined : text(before),
    classes: {},
    after: text(after),
    inventory,
    grants: [{ id: 'g1', label: 'ci', tags: [] }],
    now: 0,
  }
}

let calls = 0

function call(tool: string, outcome: Outcome, more: object = {}) {
  calls += 1
  return RecordedCall.parse({
    id: `call-${calls}`,
    at: calls,
    grantId: 'g1',
    session: null,
    tool,
    outcome,
    rule: '/tools/x',
    forwarded: outcome === 'allow',
    args: {},
    saw: [],
    ...more,
  })
}

test('a loosened destructive tool is named, but not before the first revision', () => {
  expect(review(subject('"list":{}', '"list":{},"drop":{}')).danger).toEqual(['drop'])
  expect(review(subject(undefined, '"list":{},"drop":{}')).danger).toEqual([])
})

test('what weakens the enforced text already is not asked again, and what a class makes weak since is', () => {
  const weak = ({ after, inventory, now }: Subject) =>
    weakening(lint(parse(after), inventory, { now })).map(findingKey)
  const same = subject('"drop":{}', '"list":{},"drop":{}')
  expect(weak(same)).toHaveLength(1)
  expect(review(same).standing).toEqual(weak(same))
  expect(review({ ...same, classes: { drop: 'read' } }).standing).toEqual([])
  expect(review(subject('"drop":{"action":"deny"}', '"drop":{}')).standing).toEqual([])
  expect(review(subject(undefined, '"drop":{}')).standing).toEqual([])
})

test('what an agent is shown is counted in tools and in tokens', () => {
  const { before, after } = review(subject('', '"list":{}'))
  expect(before).toEqual({ tools: 0, tokens: 0 })
  expect(after.tools).toBe(1)
  expect(after.tokens).toBeGreaterThan(100)
})

test('every call is counted once: replayed or silent, and flipped calls are told with what decides them', () => {
  const guarded = '"drop":{"deny_if":[{"conditions":[{"path":"args.all","op":"eq","value":true}]}]},"list":{}'
  const replay = {
    serverId: 's',
    workspaceId: 'w',
    calls: [
      call('drop', 'allow', { args: { all: true } }),
      call('drop', 'allow', { args: null }),
      call('gone', 'allow'),
      call('list', 'deny'),
      call('list', 'allow', { grantId: 'another' }),
    ].toReversed(),
  }
  const effect = effectOf(subject(undefined, guarded), replay)
  expect(effect.total).toBe(effect.replayed + effect.silent.length)
  expect(effect.total).toBe(4)
  expect(effect.flips.map(({ tool, before, after, rule }) => [tool, before, after, rule])).toEqual([
    ['drop', 'allow', 'deny', '/tools/drop/deny_if/0'],
    ['list', 'deny', 'allow', '/tools/list'],
  ])
  expect(effect.silent.map(({ tool, reason }) => [tool, reason])).toEqual([
    ['drop', 'arguments_not_kept'],
    ['gone', 'tool_gone'],
  ])
})

test('a limit of a session counts the calls of each by themselves, and where there is none those of the grant', () => {
  const text = '"list":{"limits":[{"counter":"l","window":"hour","max":1,"scope":"session"}]}'
  const flipped = (...sessions: readonly (string | null)[]) => {
    const replay = {
      serverId: 's',
      workspaceId: 'w',
      calls: sessions.map((session) => call('list', 'allow', { session })),
    }
    return effectOf(subject(undefined, text), { ...replay, calls: replay.calls.toReversed() }).flips.length
  }
  expect(flipped('a', 'b', 'c')).toBe(0)
  expect(flipped('a', 'b', 'a')).toBe(1)
  expect(flipped(null, null, null)).toBe(2)
})

test('a text that stays as it is changes what a class rule says of a tool that is classed otherwise', () => {
  const text = '{"version":"1","default":"deny","risk":{"read":{}}}'
  const changed = review({ ...subject(undefined, ''), before: text, after: text, classes: { list: 'write' } })
  expect(changed.changes).toMatchObject([{ direction: 'looser', tools: ['list'] }])
  expect([changed.before.tools, changed.after.tools]).toEqual([0, 1])
  const same = review({ ...subject(undefined, ''), before: text, after: text, classes: { list: 'read' } })
  expect(same.changes).toEqual([])
})
