import { expect, test } from 'vitest'
import { misnamedArgument } from './argument-names.ts'

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string' },
    Path2: {},
    env: { type: 'object', additionalProperties: { type: 'string' } },
    target: { type: 'object', properties: { kind: {} } },
    edits: { type: 'array', items: { type: 'object', properties: { text: {} } } },
  },
}

test.each([
  ['one of the tool’s in another case', { Path: '/etc' }, { name: 'Path', meant: 'path' }],
  ['one with another sign for a letter', { 'edit\u017f': [] }, { name: 'edit\u017f', meant: 'edits' }],
  ['one that is cut off', { 'path\0x': '/etc' }, { name: 'path\0x', meant: 'path' }],
  ['one within another', { target: { Kind: 1 } }, { name: 'Kind', meant: 'kind' }],
  ['one in a list', { edits: [{ text: 'a' }, { TEXT: 'b' }] }, { name: 'TEXT', meant: 'text' }],
  ['names as they are', { path: '/a', Path2: 1, target: { kind: 1 }, edits: [{ text: 'a' }] }, undefined],
  ['names that the tool does not have', { other: 1, Other: 2 }, undefined],
  ['names in a map of the user', { env: { PATH: 'a', path: 'b' } }, undefined],
])('%s', (_what, args, found) => {
  expect(misnamedArgument(args, schema)).toEqual(found)
})

test.each([undefined, {}, { properties: [] }, 'x'])(
  'a schema that names nothing (%j) has nothing to mistake',
  (none) => {
    expect(misnamedArgument({ Path: 1 }, none)).toBeUndefined()
  },
)
