import { expect, test } from 'vitest'
import { compile } from '#policy'
import { createFinder } from './finder.ts'
import { rowsOf } from './rows.ts'

const document = {
  version: '1' as const,
  default: 'deny' as const,
  tools: { delete_device: { action: 'deny' as const }, list_devices: {}, 'get_*': {} },
}
const rows = rowsOf({
  tools: [],
  policy: compile(document, { tools: [] }),
  broken: [],
  enforced: undefined,
})
const wanted = { rows, words: '', risk: undefined, action: undefined, version: 1 }

test('words and chips narrow together, and what is left is grouped and counted', () => {
  const find = createFinder({ hasNote: () => false, hasTest: () => false })
  expect(find(wanted).shown).toBe(3)
  const found = find({ ...wanted, words: 'device', action: 'allow' })
  expect(found.groups.flatMap((group) => group.rows.map(({ name }) => name))).toEqual(['list_devices'])
  expect(find({ ...wanted, words: 'risk:raed' }).misread).toHaveLength(1)
})

test('the same question is answered with the same objects, so that what shows it is drawn once', () => {
  const find = createFinder({ hasNote: () => false, hasTest: () => false })
  expect(find({ ...wanted })).toBe(find({ ...wanted }))
  // A new text with the same rows changes nothing of what was found by name.
  expect(find({ ...wanted, version: 2 })).toBe(find({ ...wanted, version: 3 }))
})

test('who looks for notes is answered anew when the text is another', () => {
  let noted = 'delete_device'
  const find = createFinder({ hasNote: (name) => name === noted, hasTest: () => false })
  const names = (version: number) =>
    find({ ...wanted, words: 'has:note', version }).groups.flatMap(({ rows }) => rows.map(({ name }) => name))
  expect(names(1)).toEqual(['delete_device'])
  noted = 'list_devices'
  expect(names(2)).toEqual(['list_devices'])
})
