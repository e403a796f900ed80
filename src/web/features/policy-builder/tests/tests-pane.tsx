import { Button } from '#web/ui/action/button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { TestList } from './test-list.tsx'
import { countPassed, useTests } from './use-tests.ts'

/** All tests of the policy, live. */
export function TestsPane() {
  const { session, problems, editInCode } = useBuilderHands()
  const tests = useTests()
  const passed = countPassed(tests)
  const isBroken = session.sync.state().broken.includes('/tests')
  const problem = problems.find(({ pointer }) => pointer.startsWith('/tests'))
  return (
    <div className="@container grid grid-cols-[minmax(0,1fr)] content-start gap-3 p-4">
      <div className="grid gap-1">
        <h2 className="text-base font-semibold">Tests of the policy</h2>
        <p className="text-sm leading-relaxed text-ink-2">
          A call and what must become of it. They run at every edit and before publishing; one that fails
          blocks it.
        </p>
      </div>
      {isBroken ? (
        <Banner
          tone="bad"
          action={<Button onClick={() => editInCode(problem?.offset ?? 0)}>Edit in code</Button>}
        >
          The form cannot show the tests until they are put right in the code.
        </Banner>
      ) : (
        <TestList
          tests={tests}
          start={{}}
          head={
            <p role="status" className="font-medium tabular-nums">
              {tests.length === 0 ? '' : `${passed} of ${tests.length} pass`}
            </p>
          }
          empty="No tests yet. Write one for what must never happen, or save one from a call."
        />
      )}
    </div>
  )
}
