import { memberSpan } from '#mcp/strict-json'

/** A text in which one id stands, taken apart around it. */
interface AroundId {
  readonly before: string
  readonly after: string
  readonly bytesBefore: Buffer
  readonly bytesAfter: Buffer
}

interface Entry {
  readonly said: AroundId
  readonly shown: AroundId
}

/** Pages, and the lists that differ by what a client can do: a few at most. */
const most = 8

/**
 * Lists that were filtered before. Servers say the same list again and again, with another id: comparing it costs a
 * fraction of reading it. One cache belongs to one policy and one inventory, and goes with them.
 * INVARIANT: compared to the last character, so that nothing is taken for filtered that was not.
 */
export class ListCache {
  readonly #entries: Entry[] = []

  /** What goes on to the client in place of an answer; undefined when it was not seen before. */
  find(answer: string, idText: string): string | undefined {
    for (const { said, shown } of this.#entries) {
      const isSame =
        answer.length === said.before.length + idText.length + said.after.length &&
        answer.startsWith(said.before) &&
        answer.startsWith(idText, said.before.length) &&
        answer.endsWith(said.after)
      if (isSame) return shown.before + idText + shown.after
    }
    return undefined
  }

  /** The same on the bytes as they came: making text of them, or one piece, would cost more than all the rest. */
  findBytes(answer: readonly Buffer[], idText: string): readonly Buffer[] | undefined {
    const id = Buffer.from(idText)
    for (const { said, shown } of this.#entries)
      if (isEqual(answer, [said.bytesBefore, id, said.bytesAfter]))
        return [shown.bytesBefore, id, shown.bytesAfter]
    return undefined
  }

  keep(answer: string, idText: string, shownText: string): void {
    const said = aroundId(answer, idText)
    const shown = aroundId(shownText, idText)
    if (said === undefined || shown === undefined) return
    this.#entries.unshift({ said, shown })
    if (this.#entries.length > most) this.#entries.pop()
  }
}

/** Whether two lists of pieces are the same bytes in a row. */
function isEqual(a: readonly Buffer[], b: readonly Buffer[]): boolean {
  const left = a.filter((piece) => piece.length > 0)
  const right = b.filter((piece) => piece.length > 0)
  let [l, r] = [0, 0]
  let [atL, atR] = [0, 0]
  for (;;) {
    const one = left[l]
    const other = right[r]
    if (one === undefined || other === undefined) return one === other
    const length = Math.min(one.length - atL, other.length - atR)
    if (one.compare(other, atR, atR + length, atL, atL + length) !== 0) return false
    atL += length
    atR += length
    if (atL === one.length) [l, atL] = [l + 1, 0]
    if (atR === other.length) [r, atR] = [r + 1, 0]
  }
}

function aroundId(text: string, idText: string): AroundId | undefined {
  const id = memberSpan(text, 'id')
  if (id === undefined || text.slice(id.start, id.end) !== idText) return undefined
  const before = text.slice(0, id.start)
  const after = text.slice(id.end)
  return { before, after, bytesBefore: Buffer.from(before), bytesAfter: Buffer.from(after) }
}
