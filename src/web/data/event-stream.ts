/** The `data` of each event of a `text/event-stream` ([HTML, 9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)). */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      // An event without its closing blank line was cut off, and does not count.
      if (done) return
      rest += decoder.decode(value, { stream: true })
      const { events, left } = cut(rest)
      rest = left
      yield* events
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** The whole events at the beginning of a text, and what is left of it. */
export function cut(text: string): { readonly events: readonly string[]; readonly left: string } {
  const blocks = text.split(/\r\n\r\n|\n\n|\r\r/)
  const left = blocks.pop() ?? ''
  return { events: blocks.flatMap((block) => dataOf(block) ?? []), left }
}

function dataOf(block: string): string | undefined {
  const lines = block
    .split(/\r\n|\n|\r/)
    .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : []))
  return lines.length === 0 ? undefined : lines.join('\n')
}
