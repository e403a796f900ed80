import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CompiledPolicy, compile } from './compile.ts'
import type { OracleCall } from './conformance/oracle-world.ts'
import * as random from './conformance/random.ts'
import { evaluate } from './evaluate.ts'
import { memoryCounters } from './limits.ts'
import { listing } from './listing.ts'
import { mixedCounters } from './mixed-counters.ts'
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

/** A decision with all that it tells, for every tool there is to ask for. */
function decisions(policy: CompiledPolicy, calls: readonly OracleCall[]) {
  return calls.map((call) => {
    const grant = { ...call.grant, id: call.grant.label }
    return evaluate(policy, { ...call, grant, server: 's', workspace: 'w' }, memoryCounters(), 0)
  })
}

test('what an earlier version was compiled to changes nothing but the time that it takes', {
  timeout: 60_000,
}, () => {
  const kept = fc.record({ source: random.document, index: fc.nat(), rule: random.rule })
  const calls = fc.array(random.call, { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(kept, random.document, calls, ({ source, index, rule }, other, asked) => {
      const first = PolicyDocument.parse(source)
      const names = [...Object.keys(first.tools ?? {}), 'a_get']
      const name = names[index % names.length] ?? ''
      // One rule is written anew, one is gone, some come from elsewhere; the rest are the same objects.
      const tools = { ...other.tools, ...first.tools, [name]: rule }
      const next = PolicyDocument.parse(other)
      const second = { ...first, all_tools: next.all_tools, tools }
      fc.pre([first, second].every((one) => mixedCounters(one).length === 0))
      const inventory = random.inventory
      const quick = compile(second, inventory, compile(first, inventory))
      const plain = compile(second, inventory)
      const said = asked.map(({ call }) => call)
      expect(JSON.stringify(decisions(quick, said))).toBe(JSON.stringify(decisions(plain, said)))
      expect(JSON.stringify(quick.rules)).toBe(JSON.stringify(plain.rules))
    }),
    { numRuns: 500 },
  )
})

test('a rule that is the same object is compiled once, unless a counter of it is shared anew', () => {
  const limited = { limits: [{ counter: 'n', window: 'minute', max: 1, scope: 'grant' }] }
  const first = compiled({ tools: { get_a: limited, get_b: { action: 'deny' }, set_a: {} } })
  const rules = first.document.tools ?? {}
  const again = (tools: object) =>
    compile(PolicyDocument.parse({ version: '1', default: 'deny', tools }), first.inventory)
  const touched = compile(
    { ...first.document, tools: { ...rules, get_b: { action: 'hide' } } },
    first.inventory,
    first,
  )
  expect(touched.resolve('set_a').rule).toBe(first.resolve('set_a').rule)
  expect(touched.resolve('get_a').rule).toBe(first.resolve('get_a').rule)
  expect(touched.resolve('get_b').rule?.action).toBe('hide')
  const shared: PolicyDocument['tools'] = {
    ...rules,
    get_b: { limits: [{ counter: 'n', window: 'day', max: 9, scope: 'grant' }] },
  }
  const entangled = compile({ ...first.document, tools: shared }, first.inventory, first)
  expect(entangled.resolve('get_a').rule?.echoes).toEqual(
    again(shared)
      .resolve('get_a')
      .rule?.echoes.map((echo) => ({ ...echo, message: expect.any(Function) })),
  )
  expect(entangled.resolve('get_a').rule?.echoes).toHaveLength(1)
})
