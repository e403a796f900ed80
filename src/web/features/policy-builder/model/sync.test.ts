import { expect, test } from 'vitest'
import { createBuffer } from './buffer.ts'
import { createJudge } from './reading.ts'
import { createSync } from './sync.ts'

const policy = `{
  // who may do what
  "version": "1", "default": "deny",
  "tools": {
    "get_device": {}, // reads stay open
    "delete_device": { "action": "require_approval" },
  },
}
`

/** A builder without a browser: time stands still until `tick`, and readings wait until they are let through. */
function opened(text: string) {
  const buffer = createBuffer(text)
  const tasks = new Set<{ run: () => void; ms: number }>()
  const judgements: (() => void)[] = []
  const judge = createJudge()
  const sync = createSync({
    buffer,
    judge: (version, asked, show) =>
      judgements.push(() =>
        show(judge({ version, text: asked, now: 0 }, { inventory: { tools: [] }, callers: [] })),
      ),
    schedule(run, ms) {
      const task = { run, ms }
      tasks.add(task)
      return () => tasks.delete(task)
    },
  })
  return {
    buffer,
    sync,
    waits: () => [...tasks].map(({ ms }) => ms),
    tick() {
      for (const task of [...tasks]) {
        tasks.delete(task)
        task.run()
      }
    },
    judge: () => {
      for (const judgement of judgements.splice(0)) judgement()
    },
    type(find: string, put: string) {
      const offset = buffer.state().text.indexOf(find)
      buffer.apply([{ offset, length: find.length, text: put }], { origin: 'code', label: 'Typing', at: 0 })
    },
  }
}

test('a form action edits the text, and the form is read from it at once', () => {
  const { buffer, sync } = opened(policy)
  const done = sync.act(
    [{ kind: 'set_action', tool: 'delete_device', action: 'deny' }],
    'Deny delete_device',
    0,
  )
  expect(done.ok).toBe(true)
  expect(buffer.state().text).toBe(policy.replace('"require_approval"', '"deny"'))
  expect(sync.state().document.tools?.['delete_device']).toEqual({ action: 'deny' })
  expect(buffer.state().undo).toBe('Deny delete_device')
})

test('typing reaches the form after a pause, once for many keys', () => {
  const { sync, type, waits, tick, judge } = opened(policy)
  type('"deny"', '"allo"')
  type('"allo"', '"allow"')
  expect(waits()).toEqual([150])
  expect(sync.state().document.default).toBe('deny')
  tick()
  judge()
  expect(sync.state().document.default).toBe('allow')
})

test('a form action in the middle of typing keeps what was typed, and both can be undone', () => {
  const { sync, buffer, type } = opened(policy)
  type('reads stay open', 'reads stay open to all')
  const typed = buffer.state().text
  sync.act([{ kind: 'set_action', tool: 'get_device', action: 'deny' }], 'Deny get_device', 1)
  expect(buffer.state().text).toBe(typed.replace('{}, //', '{ "action": "deny" }, //'))
  buffer.undo()
  expect(buffer.state().text).toBe(typed)
  buffer.undo()
  expect(buffer.state().text).toBe(policy)
})

test('an action that would break the text is refused, and the text stays', () => {
  const { sync, buffer } = opened(policy)
  const limit = { counter: 'c', window: 'minute', max: 0, scope: 'grant' }
  const pointer = '/tools/get_device/limits/-'
  const done = sync.act([{ kind: 'set', pointer, value: limit }], 'Add a limit', 0)
  expect(done).toMatchObject({ ok: false, fault: { code: 'not_editable' } })
  expect(buffer.state()).toMatchObject({ text: policy, undo: undefined })
})

test('a text that cannot be read freezes the form on what it showed, and says the line', () => {
  const { sync, type, tick, judge, buffer } = opened(policy)
  type('"tools": {', '"tools": ')
  tick()
  judge()
  expect(sync.state().frozen).toMatchObject({ severity: 'error', line: 5 })
  expect(sync.state().document.tools).toHaveProperty('get_device')
  expect(sync.act([{ kind: 'set_default', value: 'allow' }], 'x', 0).ok).toBe(false)
  expect(buffer.state().text).toContain('// reads stay open')
  type('"tools": ', '"tools": {')
  tick()
  judge()
  expect(sync.state().frozen).toBeUndefined()
})

test('a broken rule is left out and named; the others can still be set', () => {
  const { sync, type, tick, judge } = opened(policy)
  type('"require_approval"', '"perhaps"')
  tick()
  judge()
  expect(sync.state().broken).toEqual(['/tools/delete_device'])
  expect(sync.state().frozen).toBeUndefined()
  expect(sync.act([{ kind: 'set_action', tool: 'get_device', action: 'deny' }], 'x', 0).ok).toBe(true)
})

test('a key that stands twice is an error', () => {
  const { sync, type, tick, judge } = opened(policy)
  type('"delete_device"', '"get_device"')
  tick()
  judge()
  expect(sync.state().problems.map(({ severity }) => severity)).toContain('error')
  expect(sync.state().broken).toContain('/tools/get_device')
})

test('what was said of an older text is dropped', () => {
  const { sync, buffer, type, tick, judge } = opened(policy)
  type('"deny"', '"allow"')
  tick()
  tick()
  buffer.undo()
  judge()
  expect(sync.state()).toMatchObject({ version: buffer.state().version, linted: false })
  expect(sync.state().problems).toEqual([])
  tick()
  judge()
  expect(sync.state()).toMatchObject({ version: buffer.state().version, linted: true })
})

test('the linter is heard after the form has followed, and not before', () => {
  const { sync, type, tick, judge } = opened(policy)
  type('"deny"', '"allow"')
  tick()
  judge()
  expect(sync.state()).toMatchObject({ document: { default: 'allow' }, linted: false })
  tick()
  judge()
  expect(sync.state().problems).toMatchObject([{ code: 'default_allow' }])
})

test('an edit leaves all other rules the objects that they were', () => {
  const { sync } = opened(policy)
  const before = sync.state().document.tools
  sync.act([{ kind: 'set_action', tool: 'delete_device', action: 'deny' }], 'x', 0)
  const after = sync.state().document.tools
  expect(after?.['get_device']).toBe(before?.['get_device'])
  expect(after?.['delete_device']).not.toBe(before?.['delete_device'])
})

test('undo and redo from either side are followed at once', () => {
  const { sync, buffer } = opened(policy)
  sync.act([{ kind: 'set_default', value: 'allow' }], 'x', 0)
  buffer.undo()
  expect(sync.state().document.default).toBe('deny')
  buffer.redo()
  expect(sync.state().document.default).toBe('allow')
})

test('an action that is rehearsed leaves no trace', () => {
  const { buffer, sync, waits } = opened(policy)
  const [text, form] = [buffer.state(), sync.state()]
  sync.rehearse([{ kind: 'set_action', tool: 'delete_device', action: 'deny' }])
  expect(buffer.state()).toBe(text)
  expect(sync.state()).toBe(form)
  expect(sync.parsed().text).toBe(policy)
  expect(waits()).toEqual([])
})

test('what is said stays the same list until something else is said', () => {
  const { sync, judge, tick } = opened(policy.replace('"default": "deny"', '"default": "allow"'))
  sync.judge()
  judge()
  const said = sync.state().problems
  expect(said.length).toBeGreaterThan(0)
  sync.act([{ kind: 'set_action', tool: 'delete_device', action: 'deny' }], 'Deny', 0)
  expect(sync.state().problems).toBe(said)
  tick()
  judge()
  expect(sync.state().problems).not.toBe(said)
})
