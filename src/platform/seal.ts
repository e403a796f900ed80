import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Fault, fail, ok, type Result } from '#std/result'
import { Refusal } from './refusal.ts'

/** `id` names the key in what it sealed, so that keys can be changed without unsealing everything at once. */
export interface SealingKey {
  readonly id: string
  readonly secret: Buffer
}

/** Seals secrets at rest (AES-256-GCM). `context` is bound in: what was sealed for one place opens in no other. */
export interface Sealer {
  seal(plain: string, context: string): string
  open(sealed: string, context: string): Result<string, Fault<'unsealable'>>
}

const nonceBytes = 12
const tagBytes = 16
const shape = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/

/** 32 bytes as a sealing key; its id is derived, so that the same secret always has the same one. */
function sealingKeyOf(secret: Buffer): SealingKey {
  if (secret.length !== 32) throw new Refusal('sealing_key', 'a sealing key is 32 bytes (64 hex digits)')
  return {
    id: createHash('sha256').update('sallyport key id').update(secret).digest('hex').slice(0, 8),
    secret,
  }
}

/** A key that nobody else has; kept nowhere. */
export function newSealingKey(): SealingKey {
  return sealingKeyOf(randomBytes(32))
}

/** The first key seals, every key opens. */
export function createSealer(keys: readonly [SealingKey, ...SealingKey[]]): Sealer {
  const [current] = keys
  const secrets = new Map(keys.map((key) => [key.id, key.secret]))
  return {
    seal(plain, context) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', current.secret, nonce, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `v1.${current.id}.${nonce.toString('base64url')}.${body.toString('base64url')}`
    },
    open(sealed, context) {
      const parts = shape.exec(sealed)
      if (parts === null) return fail({ code: 'unsealable', message: 'this is not a sealed text' })
      const [, id = '', nonce = '', text = ''] = parts
      const secret = secrets.get(id)
      if (secret === undefined) {
        return fail({
          code: 'unsealable',
          message: `it was sealed with the key \`${id}\`, which is not here`,
        })
      }
      return unsealed({ secret, nonce, text, context })
    },
  }
}

function unsealed(sealed: { secret: Buffer; nonce: string; text: string; context: string }) {
  const body = Buffer.from(sealed.text, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', sealed.secret, Buffer.from(sealed.nonce, 'base64url'), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(sealed.context))
  decipher.setAuthTag(body.subarray(body.length - tagBytes))
  const plain = decipher.update(body.subarray(0, body.length - tagBytes))
  try {
    return ok(Buffer.concat([plain, decipher.final()]).toString('utf8'))
  } catch {
    return fail({ code: 'unsealable' as const, message: 'it was changed, or sealed for another place' })
  }
}

const keyText = /^[0-9a-f]{64}$/i

function keyFrom(text: string, whence: string): SealingKey {
  const hex = text.trim()
  if (!keyText.test(hex)) {
    throw new Refusal(
      'sealing_key',
      `the sealing key in ${whence} must be 64 hex digits (openssl rand -hex 32)`,
    )
  }
  return sealingKeyOf(Buffer.from(hex, 'hex'))
}

function readKey(path: string): SealingKey {
  const file = openSync(path, 'r')
  try {
    const mode = fstatSync(file).mode & 0o777
    // Windows has no such bits and reports 666 for every file.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Refusal(
        'sealing_key',
        `others can read the sealing key (mode ${mode.toString(8)}); run: chmod 600 '${path}'`,
      )
    }
    return keyFrom(readFileSync(file, 'utf8'), path)
  } finally {
    closeSync(file)
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

/** Undefined when there is one. The file gets its name whole and only once, also if two processes start together. */
function makeKey(path: string): SealingKey | undefined {
  const secret = randomBytes(32)
  const nameless = `${path}.${randomBytes(4).toString('hex')}.new`
  const file = openSync(nameless, 'wx', 0o600)
  try {
    writeSync(file, `${secret.toString('hex')}\n`)
    fsyncSync(file)
    linkSync(nameless, path)
    return sealingKeyOf(secret)
  } catch (error) {
    if (isThere(error)) return undefined
    throw error
  } finally {
    closeSync(file)
    rmSync(nameless)
  }
}

/** The key that was given (hex), or the one in `<dataDir>/sealing.key`, made there the first time. */
export function loadOrMakeSealingKey(dataDir: string, given?: string): SealingKey {
  if (given !== undefined) return keyFrom(given, 'the environment')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'sealing.key')
  return (existsSync(path) ? undefined : makeKey(path)) ?? readKey(path)
}
