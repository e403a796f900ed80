/**
 * An event stream in blocks, each with its blank line, so that what passes through passes unchanged
 * ([HTML, section 9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)).
 */
export interface BlockSplitter {
  /** The blocks that `text` completes. */
  push(text: string): string[]
  /** What came after the last blank line. */
  rest(): string
  /** How long that is. */
  readonly held: number
}

const blank = /(?:\r\n|\n|\r)(?:\r\n|\n|\r)/g

/** A blank line may straddle chunks: so many signs of the one before are looked at again. */
const straddle = 3

export function blockSplitter(): BlockSplitter {
  // Pieces, joined once the block is whole: a text that grew with each chunk would cost the square of a long line.
  let pieces: string[] = []
  let held = 0
  let tail = ''
  return {
    push(text) {
      const looked = tail + text
      blank.lastIndex = 0
      const blocks: string[] = []
      let from = tail.length
      for (let match = nextBlank(looked); match !== undefined; match = nextBlank(looked)) {
        blocks.push(pieces.join('') + looked.slice(from, match))
        pieces = []
        held = 0
        from = match
      }
      if (from < looked.length) pieces.push(looked.slice(from))
      held += looked.length - from
      tail = looked.slice(Math.max(looked.length - Math.min(straddle, held), 0))
      return blocks
    },
    rest: () => pieces.join(''),
    get held() {
      return held
    },
  }
}

/** The offset after the next blank line. `\r\n` alone is one line end, not two. */
function nextBlank(text: string): number | undefined {
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

/** What kind of event a block is; `message` where it does not say. */
export function eventNameOf(block: string): string {
  return fieldOf(block, 'event') || 'message'
}

/** Where a reader stands after a block, so that it can go on from there; undefined where the block does not say. */
export function idOf(block: string): string | undefined {
  return fieldOf(block, 'id')
}

/** After how many milliseconds a reader that lost its stream is asked to come again. */
export function retryOf(block: string): number | undefined {
  const text = fieldOf(block, 'retry')
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function fieldOf(block: string, name: string): string | undefined {
  if (!block.includes(name)) return undefined
  const line = block.split(lineEnd).findLast((one) => unmarked(one).startsWith(`${name}:`))
  if (line === undefined) return undefined
  return unmarked(line)
    .slice(name.length + 1)
    .replace(/^ /, '')
}

/** A stream may begin with a byte order mark, which is no part of its first line (HTML, section 9.2.5). */
function unmarked(line: string): string {
  return line.charCodeAt(0) === 0xfeff ? line.slice(1) : line
}

function dataValue(line: string): string | undefined {
  const plain = unmarked(line)
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
