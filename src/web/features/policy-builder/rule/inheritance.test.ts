import { expect, test } from 'vitest'
import { compile, type PolicyDocument } from '#policy'
import { inheritedWords } from './inheritance.ts'

const tool = (name: string) => ({ definition: { name, inputSchema: {} }, category: 'write' as const })
const document: PolicyDocument = {
  version: '1',
  default: 'deny',
  risk: { write: { action: 'require_approval' } },
  tools: {
    put_a: { action: 'deny' },
    'get_*': {},
    get_a: { action: 'hide' },
    'nas:start': {},
    start: { action: 'deny' },
  },
}
const inventory = {
  tools: ['put_a', 'get_a', 'nas'].map(tool),
  dispatchers: [{ tool: 'nas', name: 'args.action', actions: [tool('start')] }],
}
const policy = compile(document, inventory)

test('without its own rule a tool is what a pattern, a class or the default says', () => {
  expect(inheritedWords(policy, 'get_a', 'get_a')).toBe('Allowed. That is what `get_*` says.')
  expect(inheritedWords(policy, 'put_a', 'put_a')).toBe(
    'Asks an admin or approver. That is what the class write says.',
  )
  const bare = compile({ ...document, risk: {} }, inventory)
  expect(inheritedWords(bare, 'put_a', 'put_a')).toBe('Denied, because no rule names it.')
})

test('a virtual tool without its qualified rule falls to the rule of its action', () => {
  expect(inheritedWords(policy, 'nas:start', 'nas:start')).toBe('Always denied. That is what `start` says.')
})
