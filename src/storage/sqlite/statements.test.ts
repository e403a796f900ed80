import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keptStatements } from './statements.ts'

let database: DatabaseSync
beforeEach(() => {
  database = new DatabaseSync(':memory:')
  database.exec(
    `create table notes (id integer primary key, text text) strict; insert into notes values (1, 'one')`,
  )
})
afterEach(() => database.close())

test('a statement knows whether it answers with rows', () => {
  const statements = keptStatements(database)
  const reader = (sql: string) => statements.prepare(sql).reader
  expect(reader('select * from notes')).toBe(true)
  expect(reader('insert into notes (text) values (?)')).toBe(false)
  expect(reader('insert into notes (text) values (?) returning id')).toBe(true)
  expect(reader('begin')).toBe(false)
})

test('the same text is compiled once, and answers with the columns that the table has by now', () => {
  const statements = keptStatements(database)
  const all = statements.prepare('select * from notes where id = ?')
  expect(all.all([1])).toEqual([{ id: 1, text: 'one' }])
  database.exec(`alter table notes add column author text default 'ada'`)
  expect(statements.prepare('select * from notes where id = ?')).toBe(all)
  expect(all.all([1])).toEqual([{ id: 1, text: 'one', author: 'ada' }])
})

test('of many statements those used last are kept', () => {
  const statements = keptStatements(database)
  const [often, once] = [statements.prepare('select 1'), statements.prepare('select 2')]
  for (let n = 3; n < 150; n++) {
    statements.prepare(`select ${n}`)
    expect(statements.prepare('select 1')).toBe(often)
  }
  expect(statements.prepare('select 2')).not.toBe(once)
})

test('what is no column of SQLite is refused: no value slips into the place of another', () => {
  const insert = keptStatements(database).prepare('insert into notes values (?, ?)')
  for (const value of [new Date(), { id: 2 }, true, undefined, []]) {
    expect(() => insert.run([value, 'two'])).toThrow('no column of SQLite')
  }
  expect(insert.run([2n, null])).toMatchObject({ changes: 1, lastInsertRowid: 2 })
})

test('a number that JavaScript cannot count is an error, never another number', () => {
  const statements = keptStatements(database)
  statements.prepare('insert into notes (id) values (?)').run([2n ** 53n + 1n])
  expect(() => statements.prepare('select id from notes').all([])).toThrow('too large')
})

test('one who reads row by row is not disturbed by others who ask the same', () => {
  database.exec(`insert into notes values (2, 'two')`)
  const all = keptStatements(database).prepare('select id from notes order by id')
  const seen = []
  for (const row of all.iterate([])) seen.push([row, all.all([]).length])
  expect(seen).toEqual([
    [{ id: 1 }, 2],
    [{ id: 2 }, 2],
  ])
})
