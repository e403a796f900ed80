import { RuleSection } from '../rule/section.tsx'
import { TestList } from './test-list.tsx'
import { useTests } from './use-tests.ts'

/** The tests that are about one tool, in its inspector. */
export function ToolTests({ tool, inside }: { tool: string; inside?: string | undefined }) {
  const tests = useTests(tool, inside)
  return (
    <RuleSection>
      <TestList
        tests={tests}
        start={{ tool }}
        head={<h3 className="font-medium">Tests</h3>}
        empty="No test is about this tool."
      />
    </RuleSection>
  )
}
