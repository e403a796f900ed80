import { memberSpan } from '#mcp/strict-json'
import type { ToolDefinition } from '#mcp/tool'

interface Entry {
  /** The server's answer, before and after the id. */
  readonly before: string
  readonly after: string
  /** What goes on to the client, before and after the id. */
  readonly shownBefore: string
  readonly shownAfter: string
  readonly tools: readonly ToolDefinition[]
}

export interface FilteredList {
  readonly text: string
  /** All tools that the server named. */
  readonly tools: readonly ToolDefinition[]
}

/** Pages, and the lists that differ by what a client can do: a few at most. */
const most = 8

/**
 * Lists that were filtered before. Servers say the same list again and again, with another id: comparing it costs a
 * fraction of reading it. One cache belongs to one policy and one inventory, and goes with them.
 */
export class ListCache {
  readonly #entries: Entry[] = []

  find(answer: string, idText: string): FilteredList | undefined {
    for (const entry of this.#entries) {
      const { before, after } = entry
      // INVARIANT: compared to the last character, so that nothing is taken for filtered that was not.
      const isSame =
        answer.length === before.length + idText.length + after.length &&
        answer.startsWith(before) &&
        answer.startsWith(idText, before.length) &&
        answer.endsWith(after)
      if (isSame) return { text: entry.shownBefore + idText + entry.shownAfter, tools: entry.tools }
    }
    return undefined
  }

  keep(answer: string, idText: string, shown: FilteredList): void {
    const id = memberSpan(answer, 'id')
    const shownId = memberSpan(shown.text, 'id')
    if (id === undefined || shownId === undefined || answer.slice(id.start, id.end) !== idText) return
    this.#entries.unshift({
      before: answer.slice(0, id.start),
      after: answer.slice(id.end),
      shownBefore: shown.text.slice(0, shownId.start),
      shownAfter: shown.text.slice(shownId.end),
      tools: shown.tools,
    })
    if (this.#entries.length > most) this.#entries.pop()
  }
}
