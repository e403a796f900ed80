/** Where a head ends that is like one read before, and the length that it tells. */
export interface Matched {
  readonly length: number
  readonly end: number
}

/** A head as it was read once, around the digits of its length, and up to its body. */
export interface KnownHead {
  readonly before: Buffer
  readonly after: Buffer
}

const lengthLine = /\r\ncontent-length:[ \t]*(0|[1-9]\d{0,14})(?=[ \t]*(?:\r\n|$))/i
const mostDigits = 15
const zero = 48
const nine = 57

/**
 * Remembers a head, without its blank line, whose body is `length` bytes long. Undefined where none of its lines says so:
 * then nothing is known of what does.
 */
export function knownHead(text: string, length: string): KnownHead | undefined {
  const found = lengthLine.exec(text)
  const [line = '', digits = ''] = found ?? []
  if (found === null || digits !== length) return undefined
  const at = found.index + line.length - digits.length
  return {
    before: kept(text.slice(0, at)),
    after: kept(`${text.slice(at + digits.length)}\r\n\r\n`),
  }
}

/** As long as its connection: what shares a block with others would keep all of that. */
function kept(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(text.length)
  bytes.write(text, 'latin1')
  return bytes
}

/** Whether just this head begins at `from`, with whatever length. INVARIANT: every other byte is the same. */
export function matchHead({ before, after }: KnownHead, bytes: Buffer, from: number): Matched | undefined {
  const start = from + before.length
  if (start > bytes.length || before.compare(bytes, from, start) !== 0) return undefined
  const at = digitsEnd(bytes, start)
  const end = at + after.length
  if (at === start || end > bytes.length || after.compare(bytes, at, end) !== 0) return undefined
  return { length: numberAt(bytes, start, at), end }
}

function numberAt(bytes: Buffer, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at += 1) value = value * 10 + (bytes[at] ?? zero) - zero
  return value
}

/** As many digits as a length may have, without a zero before them. */
function digitsEnd(bytes: Buffer, start: number): number {
  if (bytes[start] === zero) return start + 1
  let at = start
  for (
    let code = bytes[at] ?? 0;
    code >= zero && code <= nine && at < start + mostDigits;
    code = bytes[at] ?? 0
  )
    at += 1
  return at
}
