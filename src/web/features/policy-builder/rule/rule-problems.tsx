import type { Problem } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { Words } from '../words.tsx'

const tones = { error: 'bad', security: 'warning', warning: 'warning', suggestion: 'info' } as const

/** What the validator says of one rule, with its fixes as buttons. */
export function RuleProblems({ problems }: { problems: readonly Problem[] }) {
  const { session, locked, editInCode } = useBuilderHands()
  return problems.slice(0, 8).map((problem) => {
    const { fix } = problem
    return (
      <Banner
        key={`${problem.code} ${problem.offset}`}
        tone={tones[problem.severity]}
        action={
          fix !== undefined && locked === undefined ? (
            <Button
              size="small"
              onClick={() =>
                session.buffer.apply(fix.edits, { origin: 'form', label: fix.title, at: Date.now() })
              }
            >
              {fix.title}
            </Button>
          ) : (
            <Button size="small" variant="quiet" onClick={() => editInCode(problem.offset)}>
              Line {problem.line}
            </Button>
          )
        }
      >
        <Words text={sentence(problem.message)} />
      </Banner>
    )
  })
}

/** A message of the engine as a sentence of the screen. */
export function sentence(message: string): string {
  const first = message.charAt(0)
  return `${first.toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`
}
