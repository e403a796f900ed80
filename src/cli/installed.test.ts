import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isInstalled } from './installed.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-installed-'))
  mkdirSync(join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const hono = { version: '4.0.0', integrity: 'sha512-a' }
const biome = { version: '2.0.0', integrity: 'sha512-b' }

function write(name: string, packages: object): void {
  writeFileSync(join(folder, name), JSON.stringify({ packages }))
}

const lock = (packages: object) =>
  write('package-lock.json', { '': { version: '0.1.0' }, 'node_modules/hono': hono, ...packages })
const installed = (packages: object) => write('node_modules/.package-lock.json', packages)

test('what npm has not finished is not installed', () => {
  lock({})
  expect(isInstalled(folder)).toBe(false)
})

test('what was installed before the lock file came is installed all the same', () => {
  lock({})
  installed({ 'node_modules/hono': hono })
  utimesSync(join(folder, 'node_modules/.package-lock.json'), 1, 1)
  expect(isInstalled(folder)).toBe(true)
})

test.each<[string, object, object]>([
  ['a package is missing', { 'node_modules/biome': biome }, { 'node_modules/hono': hono }],
  ['one has another version', {}, { 'node_modules/hono': { ...hono, version: '4.0.1' } }],
  ['one has other contents', {}, { 'node_modules/hono': { ...hono, integrity: 'sha512-c' } }],
  ['one is too many', {}, { 'node_modules/hono': hono, 'node_modules/biome': biome }],
])('what the lock file says is not installed where %s', (_how, wanted, there) => {
  lock(wanted)
  installed(there)
  expect(isInstalled(folder)).toBe(false)
})

test('what is for another kind of machine may be missing', () => {
  lock({ 'node_modules/biome': { ...biome, optional: true } })
  installed({ 'node_modules/hono': hono })
  expect(isInstalled(folder)).toBe(true)
})
