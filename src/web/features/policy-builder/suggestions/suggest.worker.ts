import { replayable, type Traffic } from '#model/recorded-call'
import '#web/data/without-eval.ts'
import { compile, type Inventory, parse, type RecordedCall, suggest } from '#policy'

export type ToSuggest =
  | { readonly kind: 'traffic'; readonly traffic: Traffic; readonly inventory: Inventory }
  | { readonly kind: 'text'; readonly text: string; readonly now: number }

// Thousands of calls are looked through for every tool, beside the page instead of in its way.
let inventory: Inventory = { tools: [] }
let calls: readonly RecordedCall[] = []

self.addEventListener('message', ({ data }: MessageEvent<ToSuggest>) => {
  if (data.kind === 'traffic') {
    inventory = data.inventory
    calls = replayable(data.traffic)
    return
  }
  const { document } = parse(data.text)
  // A text with errors is not judged: what it would become is not known.
  self.postMessage(
    document === undefined ? undefined : suggest(compile(document, inventory), calls, data.now),
  )
})
