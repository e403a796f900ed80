import { expect, test } from 'vitest'
import { GrantId, ServerId } from '#model/id'
import type { Journal } from '#platform/journal'
import { silentLog } from '#platform/log'
import type { Json } from '#std/json'
import { testSealer } from './conformance/gate.ts'
import { TaskBook } from './task-book.ts'
import { type Holder, TaskOwners } from './task-owners.ts'

const serverId = ServerId.parse('srv_1')
const ada = { serverId, grantId: GrantId.parse('grant_a') }
const bob = { serverId, grantId: GrantId.parse('grant_b') }
const elsewhere = { ...ada, serverId: ServerId.parse('srv_2') }
const always = () => true

const sealer = testSealer()
const bookOn = (journal: Journal) => new TaskBook({ journal, sealer, log: silentLog })

/** What the next process reads: of several lines under one id the last, in the place of the first. */
function openLines(lines = new Map<string, Json>()): Journal & { readonly lines: Map<string, Json> } {
  return {
    lines,
    recovered: [...lines].map(([id, line]) => ({ id, line })),
    write: (id, line) => void lines.set(id, line),
    writeSoon: async (id, line) => void lines.set(id, line),
    settle: () => undefined,
    close: () => undefined,
  }
}

/** What the next process knows of what was written. */
function next(
  journal: ReturnType<typeof openLines>,
  stands: (holder: Holder) => boolean = always,
  before = 0,
) {
  const owners = new TaskOwners(bookOn(openLines(journal.lines)))
  owners.recover(stands, before)
  return owners
}

test('a task has one owner: who is given it last', () => {
  const journal = openLines()
  const owners = new TaskOwners(bookOn(journal))
  owners.give({ ...ada, taskId: '1', at: 1 })
  owners.give({ ...elsewhere, taskId: '1', at: 1 })
  owners.give({ ...bob, taskId: '1', at: 2 })
  for (const known of [owners, next(journal)])
    expect([ada, bob, elsewhere].map((holder) => known.has(holder, '1'))).toEqual([false, true, true])
})

test('beyond a number the oldest tasks of a grant are forgotten, and nobody else’s', () => {
  const owners = new TaskOwners()
  owners.give({ ...bob, taskId: 'b', at: 1 })
  for (let at = 0; at <= 10_000; at += 1) owners.give({ ...ada, taskId: `${at}`, at })
  expect([owners.has(ada, '0'), owners.has(ada, '1'), owners.has(ada, '10000')]).toEqual([false, true, true])
  expect(owners.has(bob, 'b')).toBe(true)
})

test('tasks that are old, and those of a grant that is gone, are forgotten', () => {
  const journal = openLines()
  const owners = new TaskOwners(bookOn(journal))
  owners.give({ ...ada, taskId: 'old', at: 1 })
  owners.give({ ...ada, taskId: 'new', at: 9 })
  owners.give({ ...bob, taskId: 'b', at: 9 })
  const isAda = ({ grantId }: Holder) => grantId === ada.grantId
  const known = (of: TaskOwners) => [of.has(ada, 'old'), of.has(ada, 'new'), of.has(bob, 'b')]
  expect(known(next(journal))).toEqual([true, true, true])
  expect(known(next(journal, isAda, 5))).toEqual([false, true, false])
  owners.sweep(isAda, 5)
  expect(known(owners)).toEqual([false, true, false])
  expect(known(next(journal))).toEqual([false, true, false])
})

test('what is written down tells nobody of a task', () => {
  const journal = openLines()
  new TaskOwners(bookOn(journal)).give({ ...ada, taskId: 'a-task-in-plain-words', at: 1 })
  expect(JSON.stringify([...journal.lines])).not.toContain('a-task')
  expect(JSON.stringify([...journal.lines])).not.toContain('grant_a')
})
