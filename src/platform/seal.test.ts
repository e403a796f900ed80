import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { createSealer, loadOrMakeSealingKey, newSealingKey } from './seal.ts'

const dirs: string[] = []

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'seal-'))
  dirs.push(dir)
  return dir
}

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true })
})

test('what was sealed opens again, whatever it is', () => {
  const sealer = createSealer([newSealingKey()])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, context) => {
      expect(sealer.open(sealer.seal(plain, context), context)).toEqual({ ok: true, value: plain })
    }),
  )
})

test('a sealed text says its version and key, and hides what it holds', () => {
  const key = newSealingKey()
  const sealed = createSealer([key]).seal('hunter2', 'here')
  expect(sealed).toMatch(new RegExp(`^v1\\.${key.id}\\.[\\w-]{16}\\.[\\w-]+$`))
  expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain('hunter2')
})

test('it does not open in another place, nor when a letter is changed, nor with another key', () => {
  const sealer = createSealer([newSealingKey()])
  const sealed = sealer.seal('secret', 'server a')
  const body = sealed.lastIndexOf('.') + 1
  const changed = sealed.slice(0, body) + (sealed.charAt(body) === 'A' ? 'B' : 'A') + sealed.slice(body + 1)
  expect(sealer.open(sealed, 'server b').ok).toBe(false)
  expect(sealer.open(changed, 'server a').ok).toBe(false)
  expect(createSealer([newSealingKey()]).open(sealed, 'server a').ok).toBe(false)
})

test.each(['', 'plain text', 'v1.x.y.z', 'v2.k.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA'])(
  '`%s` is not a sealed text, and nothing is thrown',
  (text) => {
    expect(createSealer([newSealingKey()]).open(text, '').ok).toBe(false)
  },
)

test('after a rotation the new key seals and the old one still opens', () => {
  const before = newSealingKey()
  const after = newSealingKey()
  const sealed = createSealer([before]).seal('secret', '')
  const sealer = createSealer([after, before])
  expect(sealer.open(sealed, '')).toEqual({ ok: true, value: 'secret' })
  expect(sealer.seal('secret', '')).toContain(`v1.${after.id}.`)
})

test('the key is made once, for its owner only', () => {
  const dir = join(newDir(), 'data')
  const key = loadOrMakeSealingKey(dir)
  expect(statSync(join(dir, 'sealing.key')).mode & 0o777).toBe(0o600)
  expect(loadOrMakeSealingKey(dir)).toEqual(key)
})

test('a key that others can read is refused, with what to do', () => {
  const dir = newDir()
  loadOrMakeSealingKey(dir)
  chmodSync(join(dir, 'sealing.key'), 0o644)
  expect(() => loadOrMakeSealingKey(dir)).toThrow(/mode 644.*chmod 600/)
})

test('a damaged key is refused and left as it is', () => {
  const path = join(newDir(), 'sealing.key')
  writeFileSync(path, 'not a key', { mode: 0o600 })
  expect(() => loadOrMakeSealingKey(join(path, '..'))).toThrow(/64 hex digits/)
  expect(readFileSync(path, 'utf8')).toBe('not a key')
})

test('a key that was given is used, and no file is made', () => {
  const dir = newDir()
  const hex = 'ab'.repeat(32)
  expect(loadOrMakeSealingKey(dir, hex).secret.toString('hex')).toBe(hex)
  expect(() => statSync(join(dir, 'sealing.key'))).toThrow()
  expect(() => loadOrMakeSealingKey(dir, 'abc')).toThrow(/64 hex digits/)
})
