import '#web/data/without-eval.ts'
import { createJudge } from './reading.ts'
import type { ToWorker } from './worker-judge.ts'

// The heavy half of reading: linting a whole text, beside the page instead of in its way.
const judge = createJudge()
let inventory: Extract<ToWorker, { kind: 'inventory' }>['inventory'] = { tools: [] }

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'inventory') inventory = data.inventory
  else self.postMessage(judge({ version: data.version, text: data.text, now: Date.now() }, inventory))
})
