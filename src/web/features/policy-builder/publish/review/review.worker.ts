import '#web/data/without-eval.ts'
import { effectOf, type Replay, review, type Subject } from './reviewing.ts'

export type ToReview =
  | { readonly kind: 'subject'; readonly subject: Subject }
  | { readonly kind: 'replay'; readonly replay: Replay }

// Comparing two policies over thousands of tools, and replaying thousands of calls, beside the page.
let subject: Subject | undefined

self.addEventListener('message', ({ data }: MessageEvent<ToReview>) => {
  if (data.kind === 'subject') {
    subject = data.subject
    self.postMessage({ kind: 'reviewed', reviewed: review(subject) })
  } else if (subject !== undefined) {
    const started = performance.now()
    const effect = effectOf(subject, data.replay)
    self.postMessage({ kind: 'effect', effect, ms: performance.now() - started })
  }
})
