import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSealer, newSealingKey } from '#platform/seal'
import { newCall, newGrant, newServer, newWorld } from '../specimens.ts'
import { openSqlite, type SqliteStorage } from './open.ts'

let storage: SqliteStorage
beforeEach(async () => {
  storage = await openSqlite({ path: ':memory:', sealer: createSealer([newSealingKey()]) })
})
afterEach(() => storage.close())

test('after work that was undone, the same texts get keys that are there', async () => {
  const { workspace, grant } = await newWorld(storage)
  const call = newCall(grant, { tool: 'new', rule: '/tools/new', clientName: 'new' })
  const broken = { ...newCall(grant), totalMs: Number.NaN }
  await expect(storage.activity.append([call, broken])).rejects.toThrow()
  await storage.activity.append([call])
  expect(await storage.activity.list(workspace.id, { limit: 9 })).toEqual([call])
})

test('the same name is another tool on another server', async () => {
  const { workspace, server, grant } = await newWorld(storage)
  const second = newGrant(newServer(workspace))
  const calls = [newCall(grant), newCall(second), newCall(grant)]
  await storage.activity.append(calls)
  const [first, other, third] = calls
  expect(await storage.activity.list(workspace.id, { limit: 9 })).toEqual([third, other, first])
  const filter = { limit: 9, tool: 'read_file', server: server.id }
  expect(await storage.activity.list(workspace.id, filter)).toEqual([third, first])
})

test('more names than are remembered are still told apart', async () => {
  const { workspace, grant } = await newWorld(storage)
  const first = newCall(grant, { tool: 'name 0' })
  const calls = Array.from({ length: 21_000 }, (_, n) => ({
    ...first,
    id: newCall(grant).id,
    tool: `name ${n}`,
  }))
  const again = newCall(grant, { tool: 'name 0' })
  await storage.activity.append([...calls, again])
  const found = await storage.activity.list(workspace.id, { tool: 'name 0', limit: 9 })
  expect(found.map(({ id }) => id)).toEqual([again.id, calls[0]?.id])
  expect((await storage.activity.list(workspace.id, { limit: 2 }))[1]?.tool).toBe('name 20999')
}, 20_000)

test('calls of a tool are counted to the last, however many parts it takes', async () => {
  const { server, grant } = await newWorld(storage)
  const first = newCall(grant)
  const calls = Array.from({ length: 100_000 }, () => ({ ...first, id: newCall(grant).id }))
  await storage.activity.append(calls)
  expect(await storage.activity.countByTool(server.id, first.at)).toEqual(new Map([[first.tool, 100_000]]))
}, 20_000)
