import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import { evaluate } from './evaluate.ts'
import { unlimited } from './limits.ts'
import { parse } from './parse.ts'
import { saw } from './saw.ts'

function seenBy(fields: string, args: Parameters<typeof evaluate>[1]['arguments'], tool = 'a/b') {
  const { document } = parse(`{"version":"1","default":"deny",${fields}}`)
  if (document === undefined) throw new Error('no policy')
  const inventory = {
    tools: ['a/b', 'each'].map((name) => ({ definition: { name }, category: 'write' as const })),
    dispatchers: [{ tool: 'each', each: 'args.calls', name: 'tool', arguments: 'args' }],
  }
  const call = {
    tool,
    arguments: args,
    grant: { id: 'g', label: 'ci', tags: ['x'] },
    server: 's',
    workspace: 'w',
  }
  return saw(document, evaluate(compile(document, inventory), call, unlimited, 0))
}

const condition = (path: string, op: string, value: unknown) => ({ path, op, value })
const rule = (...conditions: object[]) => JSON.stringify({ deny_if: [{ conditions }] })

test('each condition that was looked at is told by its predicate, its path and what was there', () => {
  const conditions = [
    condition('args.list[*]', 'neq', 1),
    condition('grant.label', 'eq', 'ci'),
    condition('args.n', 'gt', 3),
  ]
  expect(seenBy(`"tools":{"a/b":${rule(...conditions)}}`, { list: [1, 2] })).toEqual([
    { pointer: '/tools/a~1b/deny_if/0', path: 'args.list[*]', value: [1, 2], present: true },
    { pointer: '/tools/a~1b/deny_if/0', path: 'grant.label', value: 'ci', present: true },
    { pointer: '/tools/a~1b/deny_if/0', path: 'args.n', value: null, present: false },
  ])
})

test('conditions of all tools are told too, and a call without conditions saw nothing', () => {
  const all = `"all_tools":${rule(condition('args.n', 'gt', 3))},"tools":{"a/b":{}}`
  expect(seenBy(all, { n: 1 })).toEqual([
    { pointer: '/all_tools/deny_if/0', path: 'args.n', value: 1, present: true },
  ])
  expect(seenBy('"tools":{"a/b":{}}', { n: 1 })).toEqual([])
})

test('a long value is present and not kept; of a large batch the first values are', () => {
  const tools = `"tools":{"a/b":${rule(condition('args.text', 'eq', 'x'))},"each":{}}`
  expect(seenBy(tools, { text: 'y'.repeat(1_100) })).toMatchObject([{ value: null, present: true }])
  const calls = Array.from({ length: 200 }, (_, n) => ({ tool: 'a/b', args: { text: String(n) } }))
  const values = seenBy(tools, { calls }, 'each')
  expect(values).toHaveLength(64)
  expect(values[63]?.value).toBe('63')
})
