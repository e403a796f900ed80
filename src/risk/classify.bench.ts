import { expect, test } from 'vitest'
import type { ToolDefinition } from '#mcp/tool'
import { classifyAll } from './classify.ts'

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

test('5,000 tools take at most ten times as long as JSON.parse of their list', async ({ bench }) => {
  const found = await bench.compare(
    bench('yardstick', () => {
      JSON.parse(text)
    }),
    bench('classifyAll', () => {
      classifyAll(tools)
    }),
    { iterations: 20, time: 2000 },
  )
  const multiple = found.get('classifyAll').latency.min / found.get('yardstick').latency.min
  process.stdout.write(`classifyAll: ${multiple.toFixed(1)} × JSON.parse\n`)
  expect(multiple).toBeLessThan(10)
})
