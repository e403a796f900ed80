import { useEffect, useState } from 'react'
import type { Traffic } from '#model/recorded-call'
import type { Suggestion } from '#policy'
import { useBuilderHands } from '../builder-context.tsx'
import type { ToSuggest } from './suggest.worker.ts'

export type SuggestionState =
  | { readonly kind: 'looking' }
  /** The text has errors, so nothing can be said of it. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'found'; readonly suggestions: readonly Suggestion[] }

const looking: SuggestionState = { kind: 'looking' }

/** What the traffic suggests for the draft as it is; looked for anew whenever the draft changes. */
export function useSuggestions(traffic: Traffic): SuggestionState {
  const { session, policy } = useBuilderHands()
  // The page's own, and the same object from edit to edit.
  const { inventory } = policy
  const [worker, setWorker] = useState<Worker>()
  const [state, setState] = useState<SuggestionState>(looking)
  useEffect(() => {
    const started = new Worker(new URL('./suggest.worker.ts', import.meta.url), { type: 'module' })
    started.addEventListener('message', ({ data }: MessageEvent<readonly Suggestion[] | undefined>) =>
      setState(data === undefined ? { kind: 'broken' } : { kind: 'found', suggestions: data }),
    )
    started.postMessage({ kind: 'traffic', traffic, inventory } satisfies ToSuggest)
    setWorker(started)
    return () => started.terminate()
  }, [traffic, inventory])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the policy stands for the text that it was read from
  useEffect(() => {
    const { text } = session.buffer.state()
    worker?.postMessage({ kind: 'text', text, now: Date.now() } satisfies ToSuggest)
  }, [worker, session, policy])
  return state
}
