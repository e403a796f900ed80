import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimDataDir } from './data-dir.ts'

let parent = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sallyport-data-'))
})
afterEach(() => rm(parent, { recursive: true }))

test('a data directory is made for its owner alone', async () => {
  const claimed = await claimDataDir(join(parent, 'new', 'data'))
  expect(claimed.ok).toBe(true)
  if (!claimed.ok) return
  expect((await stat(claimed.value.path)).mode & 0o777).toBe(0o700)
  claimed.value.release()
})

test('a second claim is refused until the first is released', async () => {
  const first = await claimDataDir(parent)
  const second = await claimDataDir(parent)
  expect(second).toMatchObject({ ok: false, fault: { code: 'data_dir_in_use' } })
  if (first.ok) first.value.release()
  const third = await claimDataDir(parent)
  expect(third.ok).toBe(true)
  if (third.ok) third.value.release()
})

test('a path that is a file is refused with its reason', async () => {
  const file = join(parent, 'file')
  await writeFile(file, '')
  expect(await claimDataDir(file)).toMatchObject({ ok: false, fault: { code: 'data_dir_unusable' } })
})
