const headEnd = Buffer.from('\r\n\r\n')

export interface Asked {
  readonly method: string
  /** Byte for byte, a character each. */
  readonly body: string
}

/** Reads the requests on one connection, where the next comes only after the last was answered. */
export class RequestReader {
  #bytes: Buffer | undefined

  /** The request, once it is whole. Throws an Error where its length is not told: no proxy of the bench sends chunks. */
  push(chunk: Buffer): Asked | undefined {
    const bytes = this.#bytes === undefined ? chunk : Buffer.concat([this.#bytes, chunk])
    this.#bytes = bytes
    const end = bytes.indexOf(headEnd)
    if (end < 0) return undefined
    const head = bytes.toString('latin1', 0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    const isPost = head.startsWith('POST ')
    if (isPost && length === undefined) throw new Error('a request did not tell the length of its body')
    const from = end + headEnd.length
    const to = from + Number(length ?? 0)
    if (bytes.length < to) return undefined
    this.#bytes = bytes.length === to ? undefined : bytes.subarray(to)
    return { method: head.slice(0, head.indexOf(' ')), body: bytes.toString('latin1', from, to) }
  }
}
