import { useCallback, useEffect, useRef, useState } from 'react'
import type { TransportInput } from '#model/server'
import { ApiFault } from '#web/data/api-fault.ts'
import { type ProbeEvent, probe } from '#web/data/servers.ts'
import type { StepEvent } from './probe-steps.ts'

type Found = Extract<ProbeEvent, { kind: 'found' }>

/** How a probe stands. failed: the server said no or nothing. refused: our own API did not try. */
export type ProbeState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly transport: TransportInput; readonly steps: readonly StepEvent[] }
  | {
      readonly kind: 'found'
      readonly transport: TransportInput
      readonly steps: readonly StepEvent[]
      readonly found: Found
    }
  | {
      readonly kind: 'failed'
      readonly transport: TransportInput
      readonly steps: readonly StepEvent[]
      readonly message: string
    }
  | { readonly kind: 'refused'; readonly fault: ApiFault }

/** Tries an upstream; a second try stops the first, and leaving the page stops both. */
export function useProbe(workspaceId: string) {
  const [state, setState] = useState<ProbeState>({ kind: 'idle' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const reset = useCallback(() => {
    running.current?.abort()
    setState({ kind: 'idle' })
  }, [])

  const start = useCallback(
    async (transport: TransportInput): Promise<Found | undefined> => {
      running.current?.abort()
      const stop = new AbortController()
      running.current = stop
      const steps: StepEvent[] = []
      let end: Exclude<ProbeEvent, { kind: 'step' }> | undefined
      setState({ kind: 'running', transport, steps: [] })
      try {
        await probe(
          workspaceId,
          transport,
          (event) => {
            if (event.kind === 'step') {
              steps.push(event.step)
              setState({ kind: 'running', transport, steps: [...steps] })
            } else end = event
          },
          stop.signal,
        )
      } catch (thrown) {
        if (stop.signal.aborted) return undefined
        if (!(thrown instanceof ApiFault)) throw thrown
        setState({ kind: 'refused', fault: thrown })
        return undefined
      }
      if (stop.signal.aborted) return undefined
      if (end?.kind === 'found') {
        setState({ kind: 'found', transport, steps, found: end })
        return end
      }
      const message = end?.message ?? 'the probe ended before it said how'
      setState({ kind: 'failed', transport, steps, message })
      return undefined
    },
    [workspaceId],
  )
  return { state, start, reset }
}
