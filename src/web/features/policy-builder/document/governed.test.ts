import { expect, test } from 'vitest'
import { compile, type PolicyDocument } from '#policy'
import type { Category } from '#risk'
import { countMatches, governedBy, toolsWords } from './governed.ts'

const tool = (name: string, category: Category) => ({ definition: { name, inputSchema: {} }, category })
const tools = [
  tool('get_a', 'read'),
  tool('get_b', 'read'),
  tool('list', 'read'),
  tool('drop', 'destructive'),
  tool('run', 'execute'),
]
const document: PolicyDocument = {
  version: '1',
  default: 'deny',
  hide: ['run'],
  risk: { read: {}, destructive: { action: 'deny' } },
  tools: { 'get_*': {}, get_b: {}, gone: {} },
}

test('every tool is counted where it is decided, and what is hidden nowhere', () => {
  const governed = governedBy(compile(document, { tools }))
  expect(governed).toMatchObject({ total: 5, named: 1, byDefault: 0 })
  expect([...governed.byClass]).toEqual([
    ['read', 1],
    ['destructive', 1],
  ])
  expect([...governed.byPattern]).toEqual([['get_*', 1]])
  expect(governed.ofClass.get('read')).toBe(3)
})

test('a pattern fits tools that others decide, too', () => {
  const policy = compile(document, { tools })
  expect(countMatches(policy, 'get_*')).toBe(2)
  expect(countMatches(policy, 'gone')).toBe(0)
  expect([0, 1, 1204].map(toolsWords)).toEqual(['no tool', '1 tool', '1,204 tools'])
})

test('what a dispatcher runs is counted, by either of its names', () => {
  const actions = [tool('pool_list', 'read'), tool('pool_drop', 'destructive')]
  const policy = compile(
    { version: '1', default: 'deny', tools: { pool_list: {} } },
    { tools: [tool('call', 'execute')], dispatchers: [{ tool: 'call', name: 'args.action', actions }] },
  )
  expect(governedBy(policy)).toMatchObject({ total: 3, named: 1, byDefault: 2 })
  expect(countMatches(policy, 'pool_*')).toBe(2)
  expect(countMatches(policy, 'call:*')).toBe(2)
})
