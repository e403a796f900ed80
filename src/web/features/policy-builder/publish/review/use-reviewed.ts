import { useEffect, useState } from 'react'
import type { ToReview } from './review.worker.ts'
import type { Effect, Replay, Reviewed, Subject } from './reviewing.ts'

type FromReview =
  | { readonly kind: 'reviewed'; readonly reviewed: Reviewed }
  | { readonly kind: 'effect'; readonly effect: Effect; readonly ms: number }

export interface ReviewState {
  readonly reviewed: Reviewed | undefined
  readonly effect: Effect | undefined
  /** How long the replay took, in milliseconds. */
  readonly effectMs: number | undefined
}

const nothingYet: ReviewState = { reviewed: undefined, effect: undefined, effectMs: undefined }

/** Has a text reviewed in a worker of its own, which ends with the screen. The replay follows when its calls are there. */
export function useReviewed(subject: Subject, replay: Replay | undefined): ReviewState {
  const [worker, setWorker] = useState<Worker>()
  const [state, setState] = useState(nothingYet)
  useEffect(() => {
    const started = new Worker(new URL('./review.worker.ts', import.meta.url), { type: 'module' })
    started.addEventListener('message', ({ data }: MessageEvent<FromReview>) =>
      setState((before) =>
        data.kind === 'reviewed'
          ? { ...before, reviewed: data.reviewed }
          : { ...before, effect: data.effect, effectMs: data.ms },
      ),
    )
    started.postMessage({ kind: 'subject', subject } satisfies ToReview)
    setState(nothingYet)
    setWorker(started)
    return () => started.terminate()
  }, [subject])
  useEffect(() => {
    if (worker !== undefined && replay !== undefined)
      worker.postMessage({ kind: 'replay', replay } satisfies ToReview)
  }, [worker, replay])
  return state
}
