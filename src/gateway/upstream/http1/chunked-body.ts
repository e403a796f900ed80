const carriageReturn = 13
const lineFeed = 10
/** Sizes with their extensions, and trailers: nobody honest sends more. */
const longestLine = 4096
const mostTrailers = 64

type State = 'size' | 'data' | 'data_end' | 'trailers' | 'over' | 'broken'

/** Takes a body in chunks apart, however the connection cuts it ([RFC 9112, section 7.1](https://www.rfc-editor.org/rfc/rfc9112#section-7.1)). */
export class ChunkedBody {
  #state: State = 'size'
  #left = 0
  #line = ''
  #trailers = 0

  get isOver(): boolean {
    return this.#state === 'over'
  }

  get isBroken(): boolean {
    return this.#state === 'broken'
  }

  /** Gives each piece of data to `take`; answers with the offset of what belongs to the body no more. */
  push(bytes: Buffer, from: number, take: (data: Buffer) => void): number {
    let at = from
    while (at < bytes.length && this.#state !== 'over' && this.#state !== 'broken') {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#left)
        this.#left -= end - at
        take(bytes.subarray(at, end))
        at = end
        if (this.#left === 0) this.#state = 'data_end'
      } else at = this.#readLine(bytes, at)
    }
    return at
  }

  #readLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(lineFeed, from)
    const upTo = end < 0 ? bytes.length : end
    this.#line += bytes.toString('latin1', from, upTo)
    if (this.#line.length > longestLine) this.#state = 'broken'
    if (end < 0) return bytes.length
    const line = this.#line
    this.#line = ''
    if (line.charCodeAt(line.length - 1) === carriageReturn) this.#take(line.slice(0, -1))
    else this.#state = 'broken'
    return end + 1
  }

  #take(line: string): void {
    if (this.#state === 'size') this.#begin(line)
    else if (this.#state === 'data_end') this.#state = line === '' ? 'size' : 'broken'
    else if (line === '') this.#state = 'over'
    else {
      // Trailers are read and dropped: nothing of ours asks for any.
      this.#trailers += 1
      if (this.#trailers > mostTrailers) this.#state = 'broken'
    }
  }

  #begin(line: string): void {
    const digits = /^([0-9a-fA-F]{1,12})[\t ]*(?:;|$)/.exec(line)?.[1]
    if (digits === undefined) {
      this.#state = 'broken'
      return
    }
    this.#left = Number.parseInt(digits, 16)
    this.#state = this.#left === 0 ? 'trailers' : 'data'
  }
}
