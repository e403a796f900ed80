import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { storageSuite } from '../suite.ts'

const sealer = createSealer([newSealingKey()])
const dir = mkdtempSync(join(tmpdir(), 'sqlite-'))
let files = 0

afterAll(() => rmSync(dir, { recursive: true }))

storageSuite('in memory', () => openSqlite({ path: ':memory:', sealer }))
storageSuite('in a file', () => openSqlite({ path: join(dir, `${files++}.db`), sealer }))
