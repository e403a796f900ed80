import '#web/data/without-eval.ts'
import { fullReading } from './reading.ts'
import type { ToWorker } from './worker-reader.ts'

// The heavy half of reading: parsing and linting a whole text, beside the page instead of in its way.
let inventory: Extract<ToWorker, { kind: 'inventory' }>['inventory'] = { tools: [] }

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'inventory') inventory = data.inventory
  else self.postMessage(fullReading({ version: data.version, text: data.text, now: Date.now() }, inventory))
})
