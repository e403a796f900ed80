import { expect, test } from 'vitest'
import { calledTool } from './called-tool.ts'
import { compile } from './compile.ts'
import { compileDispatchers } from './dispatch.ts'
import type { Inventory } from './inventory.ts'
import { virtualTools, withClasses } from './virtual-tools.ts'

const inventory: Inventory = {
  tools: [
    { definition: { name: 'nas' }, category: 'destructive' },
    {
      definition: {
        name: 'git',
        inputSchema: { type: 'object', properties: { command: { enum: ['log', 'push'] } } },
      },
      category: 'execute',
    },
    { definition: { name: 'each' }, category: 'write' },
  ],
  dispatchers: [
    {
      tool: 'nas',
      name: 'args.action',
      arguments: 'args.params',
      actions: [{ definition: { name: 'list' }, category: 'read' }],
    },
    { tool: 'git', name: 'args.command' },
    { tool: 'each', each: 'args.calls', name: 'tool' },
  ],
}

test('virtual tools are those that are listed, and those of an enum, by their qualified names', () => {
  expect(virtualTools(inventory).map(({ name, dispatcher }) => [name, dispatcher])).toEqual([
    ['nas:list', 'nas'],
    ['git:log', 'git'],
    ['git:push', 'git'],
  ])
})

test('recorded classes stand for real and virtual tools; what has none keeps its own', () => {
  const recorded = { nas: 'read', 'git:log': 'financial' } as const
  const policy = compile({ version: '1', default: 'allow' }, withClasses(inventory, recorded))
  const classOf = (name: string) => policy.resolve(name).category
  expect(['nas', 'git', 'git:log', 'nas:list'].map(classOf)).toEqual(['read', 'execute', 'financial', 'read'])
})

test.each([
  ['an action', 'nas', { action: 'list', params: { n: 1 } }, ['nas:list', { n: 1 }]],
  ['an action without arguments of its own', 'git', { command: 'log' }, ['git:log', { command: 'log' }]],
  ['one that nobody knows', 'nas', { action: 'new' }, ['nas:new', {}]],
  ['none', 'nas', { params: {} }, ['nas', { params: {} }]],
  ['a name that is no string', 'nas', { action: 7 }, ['nas', { action: 7 }]],
  ['a made-up name', 'nas', { action: 'x'.repeat(300) }, ['nas', { action: 'x'.repeat(300) }]],
  ['a batch', 'each', { calls: [{ tool: 'nas' }] }, ['each', { calls: [{ tool: 'nas' }] }]],
  ['no dispatcher', 'other', { n: 1 }, ['other', { n: 1 }]],
])('what is called with %s', (_, tool, args, wanted) => {
  const called = calledTool(compileDispatchers(inventory), { tool, arguments: args })
  expect([called.tool, called.arguments]).toEqual(wanted)
})
