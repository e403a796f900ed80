import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile } from '../compile.ts'
import { evaluate } from '../evaluate.ts'
import { memoryCounters } from '../limits.ts'
import { mixedCounters } from '../mixed-counters.ts'
import { PolicyDocument } from '../schema.ts'
import { oracle } from './oracle.ts'
import type { History } from './oracle-world.ts'
import { call, document, inventory } from './random.ts'

const runs = 10_000
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)

test(`evaluate and the oracle agree on ${runs} random policies (SEED=${seed})`, { timeout: 600_000 }, () => {
  const property = fc.property(document, fc.array(call, { minLength: 1, maxLength: 4 }), (source, calls) => {
    const parsed = PolicyDocument.parse(source)
    fc.pre(mixedCounters(parsed).length === 0)
    const policy = compile(parsed, inventory)
    const counters = memoryCounters()
    const history: History = []
    let now = Date.UTC(2026, 10, 21, 10)
    for (const { call: asked, after } of calls) {
      now += after
      const wanted = oracle({ document: parsed, inventory, call: asked, history, now })
      const grant = { ...asked.grant, id: asked.grant.label }
      const decision = evaluate(policy, { ...asked, grant, server: 's', workspace: 'w' }, counters, now)
      expect(`${decision.outcome} ${decision.rule}`).toBe(`${wanted.outcome} ${wanted.rule}`)
      expect(decision.reservations.reduce((sum, { amount }) => sum + amount, 0)).toBe(
        wanted.counted.reduce((sum, { amount }) => sum + amount, 0),
      )
      if (wanted.outcome !== 'allow') continue
      expect(counters.reserve(decision.reservations, now)).toBeUndefined()
      for (const { count, amount } of wanted.counted) history.push({ count, amount, at: now })
    }
  })
  fc.assert(property, { numRuns: runs, seed })
})
