import { CircleCheck, CircleX } from 'lucide-react'
import { sentence } from '../../rule/rule-problems.tsx'
import { Words } from '../../words.tsx'
import type { Reviewed } from './reviewing.ts'

/** The tests that stand in the policy: what fails is told, what passes is counted. */
export function Tests({ tests }: { tests: Reviewed['tests'] }) {
  if (tests.length === 0) return null
  const failing = tests.filter(({ passed }) => !passed)
  return (
    <section aria-labelledby="tests-of-policy">
      <h3 id="tests-of-policy" className="flex items-center gap-1.5 pb-1 font-medium">
        {failing.length === 0 ? (
          <CircleCheck aria-hidden className="size-3.5 text-allow" />
        ) : (
          <CircleX aria-hidden className="size-3.5 text-deny" />
        )}
        <span className="tabular-nums">
          {tests.length - failing.length} of {tests.length}{' '}
          {tests.length === 1 ? 'test passes' : 'tests pass'}
        </span>
      </h3>
      {failing.length > 0 && (
        <ul className="max-h-56 overflow-y-auto border-t border-line/60">
          {failing.map((test, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two tests may have one name and fail alike
            <li key={index} className="border-b border-line/60 py-1.5 break-words">
              <Words text={sentence(`\`${test.name}\`: ${test.message}`)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
