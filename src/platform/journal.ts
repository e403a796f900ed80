import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Json } from '#std/json'

export interface JournalEntry {
  readonly id: string
  readonly line: Json
}

/**
 * What is about to be done, written down before it is. A line survives the death of the process (not a power cut: there
 * is no fsync), and is forgotten once what it speaks of is on record elsewhere.
 */
export interface Journal {
  /** What earlier runs wrote and never settled, in order. They stay until settled, so recovery can itself be killed. */
  readonly recovered: readonly JournalEntry[]
  /** In the file when it returns; throws when it cannot be, and then nothing was written. */
  write(id: string, line: Json): void
  /**
   * The same for all that is written in one turn of the event loop, by one write. Undefined: it is in the file already;
   * else it is when it resolves. When it throws or rejects, none of them is.
   */
  writeSoon(id: string, line: Json): Promise<void> | undefined
  /** These are on record; their lines go with the next rotation. */
  settle(ids: Iterable<string>): void
  close(): void
}

const Line = z.tuple([z.string(), z.json()])
const fileName = /^intents\.(\d{1,15})\.jsonl$/

/** A torn last line was never acknowledged: the process died within `write`. */
function read(path: string): JournalEntry[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((text) => {
      const [id, line] = parsed(text) ?? []
      return id === undefined || line === undefined ? [] : [{ id, line }]
    })
}

function parsed(text: string): z.infer<typeof Line> | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function textOf({ id, line }: JournalEntry): string {
  return `${JSON.stringify([id, line])}\n`
}

/** A file that is written at a place of our own keeping, so that half a line left by a full disk is written over. */
function createWriter(path: string, text: string) {
  const file = openSync(path, 'w', 0o600)
  const place = Buffer.allocUnsafeSlow(64 * 1024)
  let size = 0
  const write = (more: string) => {
    // A character is at most three bytes, and most texts are short: they can have the same place one after another.
    const bytes = more.length * 3 <= place.length ? place : Buffer.from(more)
    const length = bytes === place ? place.write(more) : bytes.length
    let written = 0
    while (written < length) written += writeSync(file, bytes, written, length - written, size + written)
    size += length
  }
  try {
    write(text)
  } catch (error) {
    closeSync(file)
    throw error
  }
  return { write, size: () => size, close: () => closeSync(file) }
}

/**
 * Lines that wait for the end of this turn of the event loop, to be written together. The first of a turn does not wait
 * where the last turn had but one: a lone caller gains nothing by company that does not come.
 */
function createGathering(write: (lines: readonly JournalEntry[], text: string) => void) {
  let lines: JournalEntry[] = []
  let text = ''
  let gathered: PromiseWithResolvers<void> | undefined
  let [inTurn, isCrowded] = [0, false]
  const end = () => {
    if (gathered === undefined) return
    const { resolve, reject } = gathered
    const [own, all] = [lines, text]
    gathered = undefined
    lines = []
    text = ''
    try {
      write(own, all)
      resolve()
    } catch (error) {
      reject(error)
    }
  }
  const endTurn = () => {
    isCrowded = inTurn > 1
    inTurn = 0
    end()
  }
  /** One promise for all of a turn: each of its own would be a good part of what a line costs. */
  const add = (line: JournalEntry): Promise<void> | undefined => {
    inTurn += 1
    // After all that has come in by now was looked at: what came together is written together.
    if (inTurn === 1) setImmediate(endTurn)
    if (inTurn === 1 && !isCrowded) {
      write([line], textOf(line))
      return undefined
    }
    gathered ??= Promise.withResolvers<void>()
    lines.push(line)
    text += textOf(line)
    return gathered.promise
  }
  return { add, end }
}

function generations(dir: string): { path: string; generation: number }[] {
  return readdirSync(dir)
    .flatMap((name) => {
      const digits = fileName.exec(name)?.[1]
      return digits === undefined ? [] : [{ path: join(dir, name), generation: Number(digits) }]
    })
    .sort((a, b) => a.generation - b.generation)
}

export interface JournalOptions {
  /** A file grows to this, or to twice what is open if that is more. */
  readonly rotateBytes?: number
  /** Told that a new file could not be begun, or an old one not removed: nothing is lost, but what is there grows. */
  readonly onFault?: (error: unknown) => void
}

/** Opens the journal in `dir`. Throws where no file can be begun there. */
export function openJournal(
  dir: string,
  { rotateBytes = 4 * 1024 * 1024, onFault }: JournalOptions = {},
): Journal {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const old = generations(dir)
  const open = new Map(old.flatMap(({ path }) => read(path)).map((entry) => [entry.id, entry.line]))
  const recovered = [...open].map(([id, line]) => ({ id, line }))
  let generation = old.at(-1)?.generation ?? 0
  let nextAt = rotateBytes

  /** One that stays is read once more, which does no harm, and goes with the next. */
  const removeOld = () => {
    try {
      for (const other of generations(dir)) if (other.generation !== generation) rmSync(other.path)
    } catch (error) {
      onFault?.(error)
    }
  }

  const begin = () => {
    const path = join(dir, `intents.${generation + 1}.jsonl`)
    const carried = [...open].map(([id, line]) => textOf({ id, line })).join('')
    const writer = createWriter(`${path}.new`, carried)
    // INVARIANT: the new file has every open line before it gets its name, and the old go only after that.
    try {
      renameSync(`${path}.new`, path)
    } catch (error) {
      writer.close()
      throw error
    }
    generation += 1
    nextAt = Math.max(rotateBytes, writer.size() * 2)
    removeOld()
    return writer
  }

  let writer = begin()
  const rotateIfLong = () => {
    if (writer.size() < nextAt) return
    const before = writer
    try {
      writer = begin()
    } catch (error) {
      // The file that there is has every line, and takes more.
      nextAt = before.size() + rotateBytes
      onFault?.(error)
      return
    }
    before.close()
  }
  const writeAll = (lines: readonly JournalEntry[], text: string) => {
    writer.write(text)
    for (const { id, line } of lines) open.set(id, line)
    rotateIfLong()
  }
  const gathering = createGathering(writeAll)
  return {
    recovered,
    write: (id, line) => writeAll([{ id, line }], textOf({ id, line })),
    writeSoon: (id, line) => gathering.add({ id, line }),
    settle(ids) {
      for (const id of ids) open.delete(id)
    },
    close() {
      gathering.end()
      writer.close()
    },
  }
}
