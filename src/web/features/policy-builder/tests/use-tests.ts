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

/** A test may call a virtual tool by its own name, too. */
function isAbout(
  { tool: wanted }: PolicyTest,
  tool: string | undefined,
  inside: string | undefined,
): boolean {
  if (tool === undefined) return true
  const { matches } = compileGlob(wanted)
  return matches(tool) || (inside !== undefined && matches(tool.slice(inside.length + 1)))
}

/** The tests of the policy as it is written now; of one tool only, if one is named. They run at every edit. */
export function useTests(tool?: string, inside?: string): JudgedTest[] {
  const { policy, callers } = useBuilderHands()
  const [now] = useState(() => Date.now())
  return useMemo(
    () =>
      (policy.document.tests ?? []).flatMap((test, index) =>
        isAbout(test, tool, inside)
          ? [{ index, test, verdict: judge(policy, test, { now, grants: callers }) }]
          : [],
      ),
    [policy, callers, tool, inside, now],
  )
}

export function countPassed(tests: readonly JudgedTest[]): number {
  return tests.filter(({ verdict }) => verdict.passed).length
}
