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

  /** The same without making text of the bytes, which would cost more than all the rest. */
  findBytes(answer: Buffer, idText: string): readonly Buffer[] | undefined {
    const id = Buffer.from(idText)
    for (const { said, shown } of this.#entries) {
      const { bytesBefore, bytesAfter } = said
      const idEnd = bytesBefore.length + id.length
      const isSame =
        answer.length === idEnd + bytesAfter.length &&
        answer.compare(bytesBefore, 0, bytesBefore.length, 0, bytesBefore.length) === 0 &&
        answer.compare(id, 0, id.length, bytesBefore.length, idEnd) === 0 &&
        answer.compare(bytesAfter, 0, bytesAfter.length, idEnd) === 0
      if (isSame) return [shown.bytesBefore, id, shown.bytesAfter]
    }
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

function aroundId(text: string, idText: string): AroundId | undefined {
  const id = memberSpan(text, 'id')
  if (id === undefined || text.slice(id.start, id.end) !== idText) return undefined
  const before = text.slice(0, id.start)
  const after = text.slice(id.end)
  return { before, after, bytesBefore: Buffer.from(before), bytesAfter: Buffer.from(after) }
}
