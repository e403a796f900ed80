import { expect, test } from 'vitest'
import { compile } from '#policy'
import { linesOf } from '../model/groups.ts'
import { rowsOf } from '../model/rows.ts'
import { gridCommand } from './grid-keys.ts'
import { type Range, runCommand } from './run-command.ts'

const signs = {
  confidence: 1,
  unsure: false,
  evidence: [],
  signals: [],
  explanation: '',
  level: 'low' as const,
}
const tools = ['a', 'b', 'c', 'd'].map((name) => ({
  name,
  digest: '',
  definition: { name },
  risk: { ...signs, category: 'read' as const },
}))
const inventory = { tools: tools.map(({ definition }) => ({ definition, category: 'read' as const })) }
const policy = compile({ version: '1', default: 'deny' }, inventory)
const lines = linesOf(
  [{ key: 'read', rows: rowsOf({ tools, policy, broken: [], enforced: undefined }) }],
  new Set(),
)

/** A list with the cursor on the first tool; answers what is marked after each key. */
function pressed(...keys: string[]): string[] {
  let at = 1
  let marked: ReadonlySet<string> = new Set()
  const range: { current: Range | undefined } = { current: undefined }
  for (const name of keys) {
    const shiftKey = name.startsWith('Shift ')
    const ctrlKey = name.startsWith('Ctrl ')
    const key = name.replace(/^(Shift|Ctrl) /, '')
    const command = gridCommand({ key, ctrlKey, metaKey: false, shiftKey, altKey: false })
    if (command === undefined) continue
    runCommand(command, {
      lines,
      at,
      collapsed: new Set(),
      marked,
      range,
      moveTo: (index) => {
        at = index
      },
      onMark: (next) => {
        marked = next
      },
      onFold: () => {},
      onSet: () => {},
      onInspect: () => {},
      onCode: () => {},
      onGo: () => {},
    })
  }
  return [...marked]
}

test.each([
  [
    ['Shift ArrowDown', 'Shift ArrowDown'],
    ['a', 'b', 'c'],
  ],
  [
    ['Shift ArrowDown', 'Shift ArrowDown', 'Shift ArrowUp'],
    ['a', 'b'],
  ],
  [['Shift End'], ['a', 'b', 'c', 'd']],
  [
    ['Shift ArrowDown', 'ArrowDown', 'ArrowDown', 'Shift ArrowUp'],
    ['a', 'b', 'c', 'd'],
  ],
  [
    [' ', 'ArrowDown', 'ArrowDown', ' '],
    ['a', 'c'],
  ],
  [['Ctrl a'], ['a', 'b', 'c', 'd']],
  [['Ctrl A'], ['a', 'b', 'c', 'd']],
  [['Ctrl a', 'Escape'], []],
])('%j marks %j', (keys, marked) => {
  expect(pressed(...keys).sort()).toEqual(marked)
})

test('with single letters switched off, no letter or sign is a command, and arrows still are', () => {
  const key = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
  const alone = ['a', 'l', 'r', 'd', 'h', 'e', 'n', 't', 'p', '?', '[', ']']
  expect(alone.map((one) => gridCommand({ ...key, key: one }, false))).toEqual(alone.map(() => undefined))
  expect(alone.every((one) => gridCommand({ ...key, key: one }) !== undefined)).toBe(true)
  expect(gridCommand({ ...key, key: 'ArrowDown' }, false)).toMatchObject({ kind: 'move' })
})
