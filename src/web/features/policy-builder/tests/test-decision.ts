import { type CompiledPolicy, type Decision, type PolicyTest, runTests, type TestWorld } from '#policy'

/** What becomes of a test, tool by tool. */
export interface TestVerdict {
  readonly passed: boolean
  /** Every tool that the test is about is decided as expected, or the first that is not. */
  readonly message: string
  /** What decided, for a test of one tool or for the first that failed. */
  readonly decision: Decision | undefined
}

/** Runs one test against a policy, and names what decided also when it passed. */
export function judge(policy: CompiledPolicy, test: PolicyTest, world: TestWorld): TestVerdict {
  const [result] = run(policy, [test], world)
  if (result === undefined) return { passed: false, message: 'It could not be run.', decision: undefined }
  const { passed, message } = result
  return { passed, message, decision: result.failures[0]?.decision ?? decisionOf(policy, test, world) }
}

/** The engine tells only what came out otherwise than expected, so the call is asked about with an expectation that it misses. */
function decisionOf(policy: CompiledPolicy, test: PolicyTest, world: TestWorld): Decision | undefined {
  if (test.tool.includes('*')) return undefined
  const results = run(
    policy,
    [
      { ...test, expect: 'hide' },
      { ...test, expect: 'allow' },
    ],
    world,
  )
  return results.flatMap(({ failures }) => failures)[0]?.decision
}

function run(policy: CompiledPolicy, tests: PolicyTest[], world: TestWorld) {
  return runTests({ ...policy, document: { ...policy.document, tests } }, world)
}
