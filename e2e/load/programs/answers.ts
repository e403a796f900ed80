const headEnd = Buffer.from('\r\n\r\n')

interface Head {
  readonly status: number
  readonly session: string | undefined
  /** Undefined = in chunks. */
  readonly length: number | undefined
  readonly bodyAt: number
}

export interface Answer {
  readonly status: number
  readonly session: string | undefined
  readonly body: string
}

function headOf(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const text = bytes.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
  const isEmpty = length === undefined && !/\r\ntransfer-encoding: *chunked/i.test(text)
  return {
    status: Number(text.slice(9, 12)),
    session: /\r\nmcp-session-id: *(\S+)/i.exec(text)?.[1],
    length: isEmpty ? 0 : length === undefined ? undefined : Number(length),
    bodyAt: end + headEnd.length,
  }
}

/** A body in chunks (RFC 9112, section 7.1), and where it ends; undefined while it is not whole. */
function chunked(bytes: Buffer, from: number): { body: string; end: number } | undefined {
  const parts: Buffer[] = []
  let at = from
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const end = lineEnd + 2 + size + 2
    if (bytes.length < end) return undefined
    if (size === 0) return { body: Buffer.concat(parts).toString(), end }
    parts.push(bytes.subarray(lineEnd + 2, end - 2))
    at = end
  }
}

/** Reads the answers on one connection, where the next request is sent only after the last was answered. */
export class AnswerReader {
  #bytes: Buffer | undefined
  #head: Head | undefined

  /** The answer, once it is whole. */
  push(chunk: Buffer): Answer | undefined {
    const bytes = this.#bytes === undefined ? chunk : Buffer.concat([this.#bytes, chunk])
    this.#bytes = bytes
    this.#head ??= headOf(bytes)
    const head = this.#head
    if (head === undefined) return undefined
    const { status, session, length, bodyAt } = head
    if (length !== undefined) {
      if (bytes.length < bodyAt + length) return undefined
      this.#bytes = undefined
      this.#head = undefined
      return { status, session, body: bytes.toString('utf8', bodyAt, bodyAt + length) }
    }
    const whole = chunked(bytes, bodyAt)
    if (whole === undefined) return undefined
    this.#bytes = undefined
    this.#head = undefined
    return { status, session, body: whole.body }
  }
}
