import type { Transport } from '#model/server'
import type { ProbeEvent } from '#web/data/servers.ts'
import type { ProgressStep, StepState } from '#web/ui/display/progress-steps.tsx'

/** What a probe and a discovery tell alike while they go. */
export type StepEvent = Extract<ProbeEvent, { kind: 'step' }>['step']
type StepName = StepEvent['step']

const labels: Readonly<Record<StepName, string>> = {
  resolve: 'Find the address',
  connect: 'Connect',
  start: 'Start the command',
  initialize: 'Agree on the protocol',
  list: 'List its tools',
}

const order: Readonly<Record<Transport['kind'], readonly StepName[]>> = {
  http: ['resolve', 'connect', 'initialize', 'list'],
  sse: ['resolve', 'connect', 'initialize', 'list'],
  stdio: ['start', 'initialize', 'list'],
  demo: ['initialize', 'list'],
}

const states: Readonly<Record<StepEvent['state'], StepState>> = {
  running: 'running',
  ok: 'done',
  failed: 'failed',
}

/** The lines to draw: each step that is expected or was told, with the last that was said of it. */
export function progressSteps(kind: Transport['kind'], told: readonly StepEvent[]): readonly ProgressStep[] {
  const last = new Map(told.map((step) => [step.step, step]))
  const failed = told.some((step) => step.state === 'failed')
  const names = [...new Set([...order[kind], ...last.keys()])].sort((a, b) => rank(a) - rank(b))
  return names.map((name) => {
    const step = last.get(name)
    if (step === undefined) return { key: name, label: labels[name], state: failed ? 'skipped' : 'waiting' }
    return {
      key: name,
      label: labels[name],
      state: states[step.state],
      ...(step.ms !== null && { ms: step.ms }),
      ...(step.message !== null && { detail: step.message }),
    }
  })
}

const ranks: readonly StepName[] = ['resolve', 'start', 'connect', 'initialize', 'list']
function rank(name: StepName): number {
  return ranks.indexOf(name)
}
