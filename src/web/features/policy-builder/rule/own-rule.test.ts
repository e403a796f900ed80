import { expect, test } from 'vitest'
import { compile, type PolicyDocument } from '#policy'
import { withOwnRule } from './own-rule.ts'

const limits = [{ counter: 'x', window: 'minute', max: 3, scope: 'grant' } as const]
const document: PolicyDocument = {
  version: '1',
  default: 'deny',
  risk: { write: { limits } },
  tools: { own: {}, 'get_*': { action: 'require_approval' } },
}
const tool = (name: string) => ({ definition: { name, inputSchema: {} }, category: 'write' as const })
const policy = compile(document, { tools: ['own', 'get_a', 'put'].map(tool) })

test('a rule of its own begins with what the tool inherits', () => {
  expect(withOwnRule(policy, 'own')).toEqual([])
  expect(withOwnRule(policy, 'put')).toEqual([{ kind: 'set_rule', tool: 'put', rule: { limits } }])
  expect(withOwnRule(policy, 'get_a')).toMatchObject([{ rule: { action: 'require_approval' } }])
  expect(withOwnRule(policy, 'unknown')).toMatchObject([{ rule: { action: 'deny' } }])
  expect(withOwnRule(compile({ ...document, default: 'allow' }, { tools: [] }), 'unknown')).toMatchObject([
    { rule: {} },
  ])
})
