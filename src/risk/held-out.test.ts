import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JsonObject } from '#std/json'
import { type Category, categories } from './category.ts'
import { classifyAll } from './classify.ts'

/** One row of a table: a definition that no rule was made from, and what a reader says of it. */
interface Row {
  readonly server: string
  readonly name: string
  readonly description: string
  readonly inputSchema: JsonObject
  readonly category: Category
  readonly also: readonly string[]
}

function rowsOf(table: string): Row[] {
  const text = readFileSync(join(import.meta.dirname, 'held-out', `${table}.tsv`), 'utf8')
  const lines = text.trimEnd().split('\n').slice(1)
  return lines.map((line) => {
    const [server = '', name = '', description = '', given = '', said = '', also = ''] = line.split('\t')
    const category = categories.find((each) => each === said)
    if (category === undefined) throw new Error(`no category in the row of ${name}`)
    return { server, name, description, inputSchema: schemaOf(given), category, also: also.split(',') }
  })
}

/** `action=list/delete,params` is a choice of two and an object. */
function schemaOf(given: string): JsonObject {
  const properties = given.split(',').flatMap((part) => {
    const [name = '', choices] = part.split('=')
    if (name === '') return []
    if (choices !== undefined) return [[name, { type: 'string', enum: choices.split('/') }] as const]
    return [[name, { type: /^(?:arguments|params|parameters)$/.test(name) ? 'object' : 'string' }] as const]
  })
  return { type: 'object', properties: Object.fromEntries(properties) }
}

/** Rows with what was judged of them, server by server. */
function judged(table: string) {
  const servers = Map.groupBy(rowsOf(table), (row) => row.server)
  return [...servers].flatMap(([server, rows]) => {
    const tools = rows.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
    const judgements = classifyAll(tools, { server })
    return rows.map((row, index) => ({ row, got: judgements[index]?.category }))
  })
}

// Each table was written before it was looked at: at first sight 95, 91, 94 and 95 in a hundred were right, in this
// order. What they taught is in the rules now, so they guard what was learnt and measure nothing new.
test.each([
  ['imagined', 0.97],
  ['recalled', 0.97],
  ['wider', 0.96],
  ['everyday', 0.96],
])('of the table `%s` at least %f is judged as a reader would', (table, bar) => {
  const all = judged(table)
  const wrong = all.filter(({ row, got }) => got !== row.category && !row.also.includes(got ?? ''))
  const told = wrong.map(({ row, got }) => `${row.server} ${row.name}: ${row.category}, not ${got}`)
  expect(1 - wrong.length / all.length, told.join('\n')).toBeGreaterThanOrEqual(bar)
})

test.each(['imagined', 'recalled', 'wider', 'everyday'])(
  'nothing dangerous in `%s` is called read',
  (table) => {
    const called = judged(table).filter(
      ({ row, got }) => got === 'read' && row.category !== 'write' && row.category !== 'read',
    )
    expect(called.filter(({ row }) => !row.also.includes('read')).map(({ row }) => row.name)).toEqual([])
  },
)
