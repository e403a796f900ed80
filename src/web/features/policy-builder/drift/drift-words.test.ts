import { expect, test } from 'vitest'
import { type DefinitionChange, definitionChanges } from '#policy'
import { changeWords } from './drift-words.ts'

test.each<[DefinitionChange, string]>([
  [{ kind: 'argument_removed', path: 'args.adom' }, '`adom` is gone'],
  [{ kind: 'argument_added', path: 'args.force', required: false }, '`force` is new'],
  [{ kind: 'argument_added', path: 'args.force', required: true }, '`force` is new, and must be given'],
  [
    { kind: 'type_changed', path: 'args.ids[*]', before: 'string', after: undefined },
    '`ids[*]` is of any type now, and was string',
  ],
  [{ kind: 'required_changed', path: 'args.id', required: false }, '`id` need not be given any more'],
  [
    { kind: 'values_changed', path: 'args.mode', removed: ['a'], added: [...'bcdefgh'] },
    '`mode` no longer takes "a", and takes "b", "c", "d", "e", "f" and 2 more',
  ],
  [{ kind: 'values_changed', path: 'args.mode', removed: [], added: ['b'] }, '`mode` takes "b"'],
  [
    { kind: 'argument_changed', path: 'args.n', keywords: ['maximum', 'default'] },
    '`maximum`, `default` of `n` changed',
  ],
  [
    { kind: 'argument_changed', path: 'args', keywords: ['additionalProperties'] },
    '`additionalProperties` of the arguments as a whole changed',
  ],
  [{ kind: 'part_changed', part: 'description' }, 'its description changed'],
  [{ kind: 'part_changed', part: 'x-cost' }, 'its `x-cost` changed'],
])('%j', (change, words) => {
  expect(changeWords(change)).toBe(words)
})

test('a tool may change in a way that an object has by itself', () => {
  const before = { name: 't' }
  const [change] = definitionChanges(before, { ...before, constructor: 'x' })
  expect(change && changeWords(change)).toBe('its `constructor` changed')
})
