import { sentence } from '#web/data/fault-words.ts'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { ProgressSteps } from '#web/ui/display/progress-steps.tsx'
import { riskCountWords } from '#web/ui/display/risk-bar.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { progressSteps } from './probe-steps.ts'
import type { ProbeState } from './use-probe.ts'

interface ProbeReportProps {
  readonly state: ProbeState
  readonly registering: boolean
  readonly onCancel: () => void
  readonly onRegisterAnyway: () => void
}

/** What the probe is doing, what it found, or what went wrong and what can be done. */
export function ProbeReport({ state, registering, onCancel, onRegisterAnyway }: ProbeReportProps) {
  if (state.kind === 'idle') return null
  if (state.kind === 'refused')
    return (
      <Banner tone="bad" live="assertive">
        {sentence(state.fault.message)}
      </Banner>
    )
  return (
    <section aria-label="The connection" className="grid gap-3 border-t border-line pt-4">
      <ProgressSteps label="Steps" steps={progressSteps(state.transport.kind, state.steps)} />
      {state.kind === 'running' && (
        <Button size="small" className="justify-self-start" onClick={onCancel}>
          Cancel
        </Button>
      )}
      {state.kind === 'found' && (
        <p className="text-ink-2">
          {state.found.tools === 0
            ? 'It answers, and has no tools.'
            : `${numberWords(state.found.tools)} tools: ${riskCountWords(state.found.risks)}.`}
        </p>
      )}
      {state.kind === 'failed' && (
        <Banner
          tone="bad"
          live="assertive"
          action={
            <Button size="small" loading={registering} onClick={onRegisterAnyway}>
              Register anyway
            </Button>
          }
        >
          {/* The step that failed says why; without one, this does. */}
          {state.steps.some((step) => step.state === 'failed') ? '' : `${sentence(state.message)} `}
          Nothing was registered. You can register it anyway; it has no tools until Sallyport has reached it.
        </Banner>
      )}
    </section>
  )
}
