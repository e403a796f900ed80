import { hash, randomBytes, randomFillSync } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { canonicalJson, type Json } from '#std/json'
import type { Clock } from './clock.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Half of the 80 bits of chance: a number that JavaScript counts exactly. */
const half = 2 ** 40

/** What counts up from id to id: the last four letters. */
const tail = 2 ** 20

/** In base 32 (RFC 4648 §7), whose digits sort as they count. */
function inBase32(value: number, letters: number): string {
  return value.toString(32).padStart(letters, '0')
}

/** All pairs of digits: at every id two looks into a list cost less than writing a number out. */
const pairs = Array.from({ length: 32 * 32 }, (_, value) => inBase32(value, 2))

function tailText(value: number): string {
  return `${pairs[value >> 10]}${pairs[value & 1023]}`
}

/** Chance for many ids, drawn at once: asking the system for each costs more than all the rest of it. */
const chance = Buffer.alloc(4_000)
const drawnBytes = 10
let chanceUsed = chance.length

/** The last id made: one sequence for the whole process, whatever the prefix. */
let last = sequence(-1, 0, 0)

/** `beginning` is all of an id but its tail. */
function sequence(time: number, high: number, low: number) {
  const middle = Math.floor(low / tail)
  return {
    time,
    high,
    middle,
    end: low % tail,
    beginning: inBase32(time, 10) + inBase32(high, 8) + inBase32(middle, 4),
  }
}

function drawn(time: number) {
  if (chanceUsed === chance.length) {
    randomFillSync(chance)
    chanceUsed = 0
  }
  const at = chanceUsed
  chanceUsed += drawnBytes
  // The top bit stays free, so that a millisecond would need 2^79 ids to run over.
  return sequence(time, chance.readUIntBE(at, 5) % (half / 2), chance.readUIntBE(at + 5, 5))
}

function successor({ time, high, middle, end, beginning }: typeof last) {
  if (end + 1 < tail) return { time, high, middle, end: end + 1, beginning }
  const low = (middle + 1) * tail
  return low < half ? sequence(time, high, low) : sequence(time, high + 1, 0)
}

/**
 * `prefix_` and 26 letters: 50 bits of time, 79 of chance. Ids sort by the time they were made; within one millisecond,
 * or when the clock steps back by less than a minute, each is the successor of the one before.
 */
export function newId(prefix: string, clock: Clock): string {
  const now = clock.now()
  const follows = now <= last.time && now >= last.time - 60_000
  last = follows ? successor(last) : drawn(now)
  return `${prefix}_${last.beginning}${tailText(last.end)}`
}

/** What the ids made at an instant or later begin at: none of them sorts before it. */
export function firstIdAt(prefix: string, time: number): string {
  return `${prefix}_${inBase32(time, 10)}`
}

const tokenPrefix = 'gw_'
const secretLetters = 32
const checksumLetters = 6
const tokenShape = /^gw_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/

function checksumOf(secret: string): string {
  let rest = crc32(secret)
  let text = ''
  for (let place = 0; place < checksumLetters; place++) {
    text = base62.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/** Letters drawn evenly: a byte that would favour the first letters is drawn again. */
function randomBase62(letters: number): string {
  let text = ''
  while (text.length < letters) {
    for (const byte of randomBytes(letters)) {
      if (byte < 248 && text.length < letters) text += base62.charAt(byte % 62)
    }
  }
  return text
}

/** A bearer token: `gw_`, 190 random bits, and a checksum by which scanners and we tell it from a mistyped one. */
export function newToken(): string {
  const secret = randomBase62(secretLetters)
  return `${tokenPrefix}${secret}${checksumOf(secret)}`
}

/** Whether a text can be a token at all, known without looking it up. */
export function tokenChecksumHolds(text: string): boolean {
  const parts = tokenShape.exec(text)
  return parts?.[1] !== undefined && checksumOf(parts[1]) === parts[2]
}

/** SHA-256, hex. */
export function hashText(text: string): string {
  return hash('sha256', text)
}

/** What storage keeps of a token. Plain SHA-256 is enough: there are 190 bits to guess. */
export function hashToken(token: string): string {
  return hashText(token)
}

/** SHA-256 of the canonical text: the same for the same value, whatever the order of its keys. */
export function digestOf(value: Json): string {
  return hashText(canonicalJson(value))
}
