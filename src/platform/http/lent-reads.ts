import { Socket, type SocketConstructorOpts } from 'node:net'

/** All connections read into it, one after another. */
const place = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * A connection that was accepted, reading into one place that all have in common: a buffer for each read, made and thrown
 * away, is a good part of what a call costs. Node lets those choose this who connect (`onread`), and not those who accept;
 * so the handle of the one socket is given to another, made to be read so. A Node whose handles cannot do it gives each
 * read a buffer, as ever.
 */
export class LentReads {
  readonly socket: Socket
  readonly #read: (bytes: Buffer) => void
  #isLent = true

  /** `read` is lent the bytes: whatever it keeps of them it copies. */
  constructor(accepted: Socket, read: (bytes: Buffer) => void) {
    this.#read = read
    const handle = handleOf(accepted)
    if (handle === undefined) {
      this.socket = accepted
      accepted.on('data', read)
      return
    }
    Reflect.set(accepted, '_handle', null)
    const callback = (length: number) => this.#hear(place.subarray(0, length))
    const options: SocketConstructorOpts = { allowHalfOpen: true, onread: { buffer: place, callback } }
    // Node's own way of making what it accepts, of which its types say nothing.
    Reflect.set(options, 'handle', handle)
    this.socket = new Socket(options)
    // The server counts what it accepted.
    this.socket.once('close', () => accepted.destroy())
  }

  /** Whoever has the socket from here on reads it as any other. */
  end(): void {
    this.#isLent = false
    this.socket.off('data', this.#read)
  }

  /** False: read no more until somebody asks for it. */
  #hear(bytes: Buffer): boolean {
    if (!this.#isLent) return this.socket.push(Buffer.from(bytes))
    this.#read(bytes)
    return true
  }
}

/** What a socket reads and writes through, if it can read into a place of ours. */
function handleOf(socket: Socket): object | undefined {
  const handle: unknown = Reflect.get(socket, '_handle')
  return typeof handle === 'object' && handle !== null && 'useUserBuffer' in handle ? handle : undefined
}
