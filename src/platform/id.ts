import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { canonicalJson, type Json } from '#std/json'
import type { Clock } from './clock.ts'

const base32 = '0123456789abcdefghjkmnpqrstvwxyz'
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const timeLetters = 10
const chanceLetters = 16
const chanceBits = 80n

function inBase32(value: bigint, letters: number): string {
  let text = ''
  for (let shift = BigInt((letters - 1) * 5); shift >= 0n; shift -= 5n) {
    text += base32.charAt(Number((value >> shift) & 31n))
  }
  return text
}

/** The last id made: one sequence for the whole process, whatever the prefix. */
let last = { time: -1, chance: 0n }

/**
 * `prefix_` and 26 letters: 48 bits of time, 80 of chance. Ids sort by the time they were made; within one millisecond,
 * or when the clock steps back, each is the successor of the one before.
 */
export function newId(prefix: string, clock: Clock): string {
  const now = clock.now()
  const isLater = now > last.time || now < last.time - 60_000
  const chance = isLater ? BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n : last.chance + 1n
  // The top bit is left free above, so that a millisecond would need 2^79 ids to run over.
  last = { time: isLater ? now : last.time, chance: chance & ((1n << chanceBits) - 1n) }
  return `${prefix}_${inBase32(BigInt(last.time), timeLetters)}${inBase32(last.chance, chanceLetters)}`
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
  return createHash('sha256').update(text).digest('hex')
}

/** What storage keeps of a token. Plain SHA-256 is enough: there are 190 bits to guess. */
export function hashToken(token: string): string {
  return hashText(token)
}

/** SHA-256 of the canonical text: the same for the same value, whatever the order of its keys. */
export function digestOf(value: Json): string {
  return hashText(canonicalJson(value))
}
