import { expect, test } from 'vitest'
import { compile, lint, parse } from '#policy'
import { failingTools } from './failing-tools.ts'

test('a failing test marks the tools that it is about, and a passing one none', () => {
  const tool = (name: string) => ({ definition: { name, inputSchema: {} }, category: 'read' as const })
  const inventory = { tools: ['get_a', 'get_b', 'list'].map(tool) }
  const parsed = parse(
    JSON.stringify({
      version: '1',
      default: 'deny',
      tools: { list: {} },
      tests: [
        { name: 'open', tool: 'list', expect: 'allow' },
        { name: 'reads', tool: 'get_*', expect: 'allow' },
      ],
    }),
  )
  const document = parsed.document ?? { version: '1', default: 'deny' }
  const isFailing = failingTools(compile(document, inventory).document, lint(parsed, inventory, { now: 0 }))
  expect(['get_a', 'get_b', 'list'].map(isFailing)).toEqual([true, true, false])
})
