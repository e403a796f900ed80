import { pointerSteps } from '#std/pointer'
import { useBuilderHands } from './builder-context.tsx'

/** Leads to what decided a call: `/tools/x/deny_if/0` is in the rule of `x`, everything else in the whole policy. */
export function useGoToRule(): (rule: string) => void {
  const { show } = useBuilderHands()
  return (rule) => {
    const [section, name] = pointerSteps(rule)
    if (section === 'tools' && name !== undefined) show({ pane: 'rule', tool: name })
    else show({ pane: 'policy' })
  }
}
