import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import type { ToolDefinition } from '#mcp/tool'
import { multiplesOfFirst } from '#std/multiples'

/** As Node runs it: what the test runner makes of imports adds to every name that is looked up in them. */
const native = createRequire(import.meta.url)
const { classifyAll }: typeof import('./classify.ts') = native('./classify.ts')

const verbs = ['get', 'list', 'create', 'update', 'delete', 'send', 'run', 'refund', 'merge', 'query']
const nouns = ['user', 'order', 'invoice', 'server', 'page', 'payment', 'file', 'branch', 'alert', 'token']

/** Definitions of the middling size that real servers have: a sentence or two and four arguments. */
function drawn(count: number): ToolDefinition[] {
  return Array.from({ length: count }, (_, index) => {
    const verb = verbs[index % verbs.length] ?? ''
    const noun = nouns[Math.floor(index / verbs.length) % nouns.length] ?? ''
    return {
      name: `${verb}_${noun}_${index}`,
      description: `${verb} one ${noun} of the account by its identifier. Returns the ${noun} as it is afterwards, with the time of its last change.`,
      inputSchema: {
        type: 'object',
        properties: {
          id: { type: 'string', description: `The identifier of the ${noun}` },
          limit: { type: 'integer', minimum: 1, maximum: 100 },
          fields: { type: 'array', items: { type: 'string' } },
          dry_run: { type: 'boolean', description: 'Only say what would happen' },
        },
        required: ['id'],
      },
    }
  })
}

const text = JSON.stringify(drawn(5000))
const tools: ToolDefinition[] = JSON.parse(text)

test('5,000 tools take at most ten times as long as JSON.parse of their list', () => {
  const runs = { yardstick: () => JSON.parse(text), classified: () => classifyAll(tools) }
  const { classified = Number.NaN } = multiplesOfFirst(runs, { now: () => performance.now(), lastsMs: 4000 })
  process.stdout.write(`classifyAll: ${classified.toFixed(1)} × JSON.parse\n`)
  expect(classified).toBeLessThan(10)
})
