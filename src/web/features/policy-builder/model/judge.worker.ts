import '#web/data/without-eval.ts'
import { createJudge, type Surroundings } from './reading.ts'
import type { ToWorker } from './worker-judge.ts'

// The heavy half of reading: linting a whole text, beside the page instead of in its way.
const judge = createJudge()
let surroundings: Surroundings = { inventory: { tools: [] }, callers: [] }

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'surroundings') surroundings = data.surroundings
  else self.postMessage(judge({ version: data.version, text: data.text, now: Date.now() }, surroundings))
})
