import { compileGlob, isGlob } from '#std/glob'
import { instantOf } from '#std/instant'
import type { JsonObject } from '#std/json'
import type { CompiledPolicy } from './compile.ts'
import type { Call, Decision } from './decision.ts'
import { qualified } from './dispatch.ts'
import { evaluate } from './evaluate.ts'
import { memoryCounters } from './limits.ts'
import type { PolicyTest } from './schema.ts'
import { virtualCall } from './virtual-call.ts'
import { quote } from './words.ts'

/** How a test of a policy came out. */
export interface TestResult {
  readonly index: number
  readonly name: string
  readonly passed: boolean
  /** Says what was wanted and what came, and what decided it. */
  readonly message: string
  /** What came out otherwise than expected, tool by tool. */
  readonly failures: readonly { readonly tool: string; readonly decision: Decision }[]
}

/** What tests need to know beside the policy. */
export interface TestWorld {
  /** The time of tests that name none. */
  readonly now: number
  /** The grants that tests may call as; one that is not here has no tags. */
  readonly grants?: readonly { readonly label: string; readonly tags: readonly string[] }[]
}

/** Runs the tests that stand in the policy itself, each with fresh counters. */
export function runTests(policy: CompiledPolicy, world: TestWorld): TestResult[] {
  return (policy.document.tests ?? []).map((test, index) => runTest(policy, test, index, world))
}

function runTest(policy: CompiledPolicy, test: PolicyTest, index: number, world: TestWorld): TestResult {
  const tools = toolsOf(policy, test.tool)
  const base = { index, name: test.name }
  if (tools.length === 0)
    return { ...base, passed: false, message: `no tool matches ${quote(test.tool)}`, failures: [] }
  const failures = tools.flatMap((tool) => {
    const decision = decide(policy, test, tool, world)
    return decision.outcome === test.expect ? [] : [{ tool, decision }]
  })
  const [first] = failures
  if (first === undefined)
    return { ...base, passed: true, message: `${test.expect}, as expected`, failures: [] }
  const others = failures.length > 1 ? ` and ${failures.length - 1} more` : ''
  const { outcome, rule } = first.decision
  const message = `${quote(first.tool)}${others}: expected ${test.expect}, got ${outcome} by ${quote(rule)}`
  return { ...base, passed: false, message, failures }
}

function decide(policy: CompiledPolicy, test: PolicyTest, tool: string, world: TestWorld): Decision {
  const label = test.as ?? 'test'
  const tags = world.grants?.find((grant) => grant.label === label)?.tags ?? []
  const args: JsonObject = test.args ?? {}
  const call: Call = {
    ...virtualCall(policy, tool, args),
    grant: { id: 'test', label, tags },
    server: 'test',
    workspace: 'test',
  }
  const at = test.at === undefined ? undefined : instantOf(test.at)
  return evaluate(policy, call, memoryCounters(), at ?? world.now)
}

/** The tools that a test is about: one by name, or all that a pattern matches, virtual ones too. */
function toolsOf(policy: CompiledPolicy, tool: string): readonly string[] {
  if (!isGlob(tool)) return [tool]
  const glob = compileGlob(tool)
  const real = policy.inventory.tools.map(({ definition }) => definition.name)
  const virtual = [...policy.dispatchers.values()].flatMap((dispatcher) =>
    [...dispatcher.actions.keys()].map((action) => [qualified(dispatcher.tool, action), action] as const),
  )
  return [
    ...real.filter((name) => glob.matches(name)),
    ...virtual.flatMap(([name, action]) => (glob.matches(name) || glob.matches(action) ? [name] : [])),
  ]
}
