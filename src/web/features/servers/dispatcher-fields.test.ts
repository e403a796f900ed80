import { expect, test } from 'vitest'
import {
  type DispatcherFields,
  dispatcherOf,
  fieldsOf,
  pastedActions,
  withNames,
} from './dispatcher-fields.ts'

const single: DispatcherFields = { each: '', name: 'args.action', inner: 'args.params', actions: '' }

test('paths become a dispatcher; what is empty is not in it', () => {
  expect(dispatcherOf('nas', single, undefined)).toEqual({
    ok: true,
    dispatcher: { tool: 'nas', name: 'args.action', arguments: 'args.params' },
  })
  const batch = { each: ' args.operations ', name: 'tool', inner: '', actions: '' }
  expect(dispatcherOf('batch', batch, undefined)).toEqual({
    ok: true,
    dispatcher: { tool: 'batch', each: 'args.operations', name: 'tool' },
  })
})

test.each([
  ['pool_list\n pool_delete ,\n\npool_list', ['pool_list', 'pool_delete']],
  ['["a", {"name":"b","description":"x"}]', ['a', 'b']],
  ['{"tools":[{"name":"a"}]}', ['a']],
])('%j names %j', (actions, names) => {
  const read = dispatcherOf('nas', { ...single, actions }, undefined)
  expect(read.ok && read.dispatcher.actions?.map(({ definition }) => definition.name)).toEqual(names)
})

test('each action gets its class, and one known before keeps its definition and class', () => {
  const definition = { name: 'pool_list', inputSchema: { type: 'object' } }
  const before = { tool: 'nas', name: 'args.action', actions: [{ definition, category: 'write' as const }] }
  const read = dispatcherOf('nas', { ...single, actions: 'pool_list\npool_delete' }, before)
  expect(read.ok && read.dispatcher.actions).toEqual([
    { definition, category: 'write' },
    { definition: { name: 'pool_delete' }, category: 'destructive' },
  ])
})

test.each([
  [{ name: 'action' }, 'name'],
  [{ name: '' }, 'name'],
  [{ name: 'args.list[*].name' }, 'name'],
  [{ inner: 'params' }, 'inner'],
  [{ each: 'operations', name: 'tool' }, 'each'],
  [{ actions: '[1]' }, 'actions'],
  [{ actions: '{"a":' }, 'actions'],
])('%j is told at its field', (wrong, field) => {
  expect(dispatcherOf('nas', { ...single, ...wrong }, undefined)).toMatchObject({ ok: false, field })
})

test('a pasted list is told by its names, and any other text is pasted as it is', () => {
  const pasted = pastedActions('[{"name":"b","description":"Deletes b."},{"name":"a"}]')
  expect(pasted?.map(({ definition }) => definition.name)).toEqual(['b', 'a'])
  expect(withNames('a\nc\n', pasted ?? [])).toBe('a\nc\nb')
  expect(pastedActions('a\nb')).toBeUndefined()
  expect(pastedActions('[1]')).toBeUndefined()
})

test('what is shown for editing reads back as it was', () => {
  const dispatcher = { tool: 'b', each: 'args.ops', name: 'tool', arguments: 'args' }
  expect(dispatcherOf('b', fieldsOf(dispatcher), dispatcher)).toEqual({ ok: true, dispatcher })
})
