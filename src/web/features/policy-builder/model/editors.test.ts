import { expect, test } from 'vitest'
import { namesByTool } from './editors.ts'

const at = (name: string, tool: string | null) => ({ memberId: name, name, tool, heardAt: 0 })

test('colleagues are told at the rules where they are, two at one rule by both names', () => {
  const names = namesByTool([at('Ada', 'wipe'), at('Bob', null), at('Eve', 'wipe'), at('Kim', 'list')])
  expect([...names]).toEqual([
    ['wipe', 'Ada, Eve'],
    ['list', 'Kim'],
  ])
})
