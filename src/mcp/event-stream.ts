/**
 * An event stream in blocks, each with its blank line, so that what passes through passes unchanged
 * ([HTML, section 9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)).
 */
export interface BlockSplitter {
  /** The blocks that `text` completes. */
  push(text: string): string[]
  /** What came after the last blank line. */
  rest(): string
}

const blank = /(?:\r\n|\n|\r)(?:\r\n|\n|\r)/g

export function blockSplitter(): BlockSplitter {
  let held = ''
  return {
    push(text) {
      // A blank line may straddle two chunks, so the search steps back a little; never to the start, or a long line costs its square.
      blank.lastIndex = Math.max(0, held.length - 3)
      held += text
      const blocks: string[] = []
      let from = 0
      for (let match = nextBlank(held, from); match !== undefined; match = nextBlank(held, from)) {
        blocks.push(held.slice(from, match))
        from = match
      }
      held = held.slice(from)
      return blocks
    },
    rest: () => held,
  }
}

/** The offset after the next blank line. `\r\n` alone is one line end, not two. */
function nextBlank(text: string, from: number): number | undefined {
  if (blank.lastIndex < from) blank.lastIndex = from
  for (let match = blank.exec(text); match !== null; match = blank.exec(text)) {
    if (match[0] !== '\r\n') return blank.lastIndex
    blank.lastIndex -= 1
  }
  return undefined
}

const lineEnd = /\r\n|\n|\r/

/** The data of a block, its lines joined; undefined when it has none (a comment, a `retry:`). */
export function dataOf(block: string): string | undefined {
  if (!block.includes('data')) return undefined
  let data: string | undefined
  for (const line of block.split(lineEnd)) {
    const value = dataValue(line)
    if (value !== undefined) data = data === undefined ? value : `${data}\n${value}`
  }
  return data
}

function dataValue(line: string): string | undefined {
  const plain = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line
  if (plain === 'data') return ''
  if (!plain.startsWith('data:')) return undefined
  return plain.charCodeAt(5) === 32 ? plain.slice(6) : plain.slice(5)
}

/** The block with other data; its id, its event name and its comments stay. */
export function withData(block: string, data: string): string {
  const kept = block.split(lineEnd).filter((line) => line !== '' && dataValue(line) === undefined)
  return `${kept.map((line) => `${line}\n`).join('')}${dataLines(data)}\n`
}

/** One message as an event. */
export function eventText(data: string): string {
  return `event: message\n${dataLines(data)}\n`
}

/** A line that readers ignore: it keeps the line open. */
export function commentText(text: string): string {
  return `: ${text}\n\n`
}

function dataLines(data: string): string {
  return data
    .split(lineEnd)
    .map((line) => `data: ${line}\n`)
    .join('')
}
