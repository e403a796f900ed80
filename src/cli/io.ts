import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

/** The world as a command sees it: results go `out`, everything said to a person goes to `err`. */
export interface Io {
  /** Reads a file whole; `-` is standard input. Rejects when it cannot be read. */
  readText(path: string): Promise<string>
  out(text: string): void
  err(text: string): void
}

/** The real one. */
export const processIo: Io = {
  readText: (path) => (path === '-' ? text(process.stdin) : readFile(path, 'utf8')),
  out: (line) => {
    process.stdout.write(line)
  },
  err: (line) => {
    process.stderr.write(line)
  },
}
