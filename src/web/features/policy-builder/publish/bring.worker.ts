import '#web/data/without-eval.ts'
import { createBring, type ToBring } from './bring.ts'

// Thousands of rules of three texts are told apart, beside the page instead of in its way.
const bring = createBring()

self.addEventListener('message', ({ data }: MessageEvent<ToBring>) => self.postMessage(bring(data)))
