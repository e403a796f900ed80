import { bench, describe } from 'vitest'
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

// The bar is 10: the summary prints how many times faster the yardstick is.
describe('5,000 tools', () => {
  bench('JSON.parse of their list (the yardstick)', () => {
    JSON.parse(text)
  })
  bench('classifyAll', () => {
    classifyAll(tools)
  })
})
