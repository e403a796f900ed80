import { expect, test } from 'vitest'
import { classifyCommand } from './classify.ts'
import type { Io } from './io.ts'

function world(files: Readonly<Record<string, string>>) {
  const said = { out: '', err: '' }
  const io: Io = {
    readText: async (path) => {
      const text = files[path]
      if (text === undefined) throw new Error('no such file')
      return text
    },
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
  }
  return { io, said }
}

const list = { name: 'list_users', description: 'Lists users.' }
const wipe = { name: 'wipe_disk', description: 'Wipes a disk,\tfor good.\nAll data is lost.' }

test('each tool is one row of five cells, in the order of the file', async () => {
  const { io, said } = world({ 'tools.json': JSON.stringify([wipe, list]) })
  expect(await classifyCommand(['tools.json'], io)).toBe(0)
  const rows = said.out.trimEnd().split('\n')
  expect(rows.map((row) => row.split('\t').slice(0, 3))).toEqual([
    ['wipe_disk', 'destructive', 'critical'],
    ['list_users', 'read', 'low'],
  ])
  expect(rows.every((row) => row.split('\t').length === 5)).toBe(true)
  expect(said.err).toBe('')
})

test.each([
  ['an object with tools', JSON.stringify({ tools: [list, wipe] })],
  ['a message of the protocol', JSON.stringify({ jsonrpc: '2.0', id: 1, result: { tools: [list, wipe] } })],
  ['a tool a line', `${JSON.stringify(list)}\n\n${JSON.stringify(wipe)}\n`],
])('%s is read', async (_form, text) => {
  const { io, said } = world({ '-': text })
  expect(await classifyCommand(['-'], io)).toBe(0)
  expect(said.out.split('\n').length).toBe(3)
})

test('a name with a tab or a line break still makes one row', async () => {
  const { io, said } = world({ f: JSON.stringify([{ name: 'get\tit\nnow' }]) })
  await classifyCommand(['f'], io)
  expect(said.out.split('\t')[0]).toBe('get it now')
})

test('`--json` gives evidence and signals too', async () => {
  const { io, said } = world({ f: JSON.stringify([wipe]) })
  expect(await classifyCommand(['--json', 'f'], io)).toBe(0)
  expect(JSON.parse(said.out)).toMatchObject([
    {
      name: 'wipe_disk',
      category: 'destructive',
      unsure: false,
      evidence: [{ where: 'name', text: 'wipe' }, {}, {}],
    },
  ])
})

test.each([
  ['no file', [], 'A file with tools is needed.'],
  ['a file that is not there', ['nowhere'], 'The file `nowhere` cannot be read.'],
  ['a bad option', ['--yaml', 'f'], 'There is no option `--yaml`.'],
  ['text that is not JSON', ['text'], 'The file `text` does not hold tools: line 1 is not JSON.'],
  ['a number', ['number'], 'The file `number` does not hold tools: there is no list of tools.'],
  ['a tool without a name', ['nameless'], 'entry 1 is not a tool with a name.'],
])('%s is a sentence on standard error, and exit 2', async (_what, args, sentence) => {
  const { io, said } = world({ f: '[]', text: 'hello', number: '7', nameless: '[{"title":"x"}]' })
  expect(await classifyCommand(args, io)).toBe(2)
  expect(said.err).toContain(sentence)
  expect(said.out).toBe('')
})
