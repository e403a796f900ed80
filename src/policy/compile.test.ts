import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import { listing } from './listing.ts'
import { PolicyDocument } from './schema.ts'

const tools = ['get_a', 'get_b', 'set_a'].map((name) => ({ definition: { name }, category: 'read' as const }))

function compiled(fields: object) {
  return compile(PolicyDocument.parse({ version: '1', default: 'deny', ...fields }), { tools })
}

test.each([
  [{ tools: { get_a: {} } }, 'get_a', 'listed'],
  [{ tools: { get_a: {} } }, 'get_b', 'unlisted'],
  [{ tools: { get_a: { action: 'deny' } } }, 'get_a', 'listed'],
  [{ tools: { get_a: { action: 'hide' } } }, 'get_a', 'hidden'],
  [{ hide: ['get_*'], tools: { get_a: {} } }, 'get_a', 'hidden'],
  [{ risk: { read: {} } }, 'set_a', 'listed'],
  [{ default: 'allow' }, 'get_a', 'listed'],
  [{ default: 'allow', hide: ['*'] }, 'get_a', 'hidden'],
])('with %j tools/list has %s %s', (fields, tool, wanted) => {
  expect(listing(compiled(fields), tool)).toBe(wanted)
})

test('resources and prompts follow the default unless they are named', () => {
  const policy = compiled({ resources: 'allow' })
  expect([policy.resources, policy.prompts]).toEqual(['allow', 'deny'])
})

test('a name is resolved once, known or not', () => {
  const policy = compiled({ tools: { '*_a': {} } })
  expect(policy.resolve('get_a')).toBe(policy.resolve('get_a'))
  expect(policy.resolve('made_up_a')).toBe(policy.resolve('made_up_a'))
  expect(policy.resolve('made_up_a')).toMatchObject({ by: 'pattern', known: false })
})

test('made-up names do not fill the memory', () => {
  const policy = compiled({ tools: { '*': {} } })
  const first = policy.resolve('name_0')
  for (let at = 1; at <= 5000; at += 1) policy.resolve(`name_${at}`)
  expect(policy.resolve('name_0')).not.toBe(first)
  const long = 'x'.repeat(1000)
  expect(policy.resolve(long)).not.toBe(policy.resolve(long))
})
