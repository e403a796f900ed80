import { useMemo, useState } from 'react'
import type { PolicyTest } from '#policy'
import { compileGlob } from '#std/glob'
import { useBuilderHands } from '../builder-context.tsx'
import { judge, type TestVerdict } from './test-decision.ts'

/** A test of the document, its place, and how it comes out now. */
export interface JudgedTest {
  readonly index: number
  readonly test: PolicyTest
  readonly verdict: TestVerdict
}

/** The tests of the policy as it is written now; of one tool only, if one is named. They run at every edit. */
export function useTests(tool?: string): JudgedTest[] {
  const { policy } = useBuilderHands()
  const [now] = useState(() => Date.now())
  return useMemo(
    () =>
      (policy.document.tests ?? []).flatMap((test, index) =>
        tool === undefined || compileGlob(test.tool).matches(tool)
          ? [{ index, test, verdict: judge(policy, test, now) }]
          : [],
      ),
    [policy, tool, now],
  )
}

export function countPassed(tests: readonly JudgedTest[]): number {
  return tests.filter(({ verdict }) => verdict.passed).length
}
