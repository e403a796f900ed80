import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { openJournal } from '#platform/journal'
import type { Sealer } from '#platform/seal'
import type { Storage } from '#storage'
import { testSealer } from './gate.ts'

type OpenStorage = (options: { readonly path: string; readonly sealer: Sealer }) => Promise<Storage>

/** A disk on which one process comes after another. Each test has a new one, and what it leaves to `closers` ends with it. */
export function diskOfEachTest(open: OpenStorage) {
  const sealer = testSealer()
  const closers: (() => Promise<unknown>)[] = []
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-disk-'))
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
    await rm(folder, { recursive: true, force: true })
  })
  const path = (name: string) => join(folder, name)
  return {
    sealer,
    closers,
    path,
    openStorage: () => open({ path: path('db'), sealer }),
    openBook: (name: string) => openJournal(path(name)),
  }
}
