import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contextAt } from './json-context.ts'

/** The place is where the bar stands. */
function at(marked: string) {
  const offset = marked.indexOf('|')
  return contextAt(marked.replace('|', ''), offset)
}

test('a name is known by the object that it would stand in', () => {
  expect(at('{ | }')).toMatchObject({ path: [], kind: 'name', word: '' })
  expect(at('{ "tools": { "ab|c": {} } }')).toMatchObject({ path: ['tools'], kind: 'name', word: 'abc' })
  expect(at('{ "tools": { "a": {}, | } }')).toMatchObject({ path: ['tools'], kind: 'name', word: '' })
})

test('a value is known by its name, in lists by its number', () => {
  expect(at('{ "default": "d|" }')).toMatchObject({ path: ['default'], kind: 'value', word: 'd' })
  expect(at('{ "hide": ["a", "|"] }')).toMatchObject({ path: ['hide', '1'], kind: 'value' })
  expect(at('{ "tools": { "x": { "deny_if": [{ "conditions": [{ "op": | }')).toMatchObject({
    path: ['tools', 'x', 'deny_if', '0', 'conditions', '0', 'op'],
    kind: 'value',
  })
})

test('what is broken elsewhere does not matter, and comments hold nothing', () => {
  expect(at('{ "tools": { "x": { "action": "de|\n "y": {} } }')).toMatchObject({
    path: ['tools', 'x', 'action'],
    word: 'de',
  })
  expect(at('{ // say | something\n }')).toBeUndefined()
  expect(at('{ /* { [ */ "a": | }')).toMatchObject({ path: ['a'], kind: 'value' })
})

test('the word has its quotes, and names and values beside it are told wherever they stand', () => {
  const text = '{ "path": "args.a", "va": 1, "op": "eq" }'
  const context = contextAt(text, text.indexOf('va') + 1)
  expect(text.slice(context?.start, context?.end)).toBe('"va"')
  expect([...(context?.names ?? [])]).toEqual(['path', 'op'])
  expect(context?.beside[0]?.get('op')).toBe('eq')
  const inner = '{ "args": { "|" }, "tool": "x" }'
  expect(at(inner)?.beside[1]?.get('tool')).toBe('x')
})

test('any text at any place ends without a fault', () => {
  const pieces = fc.array(
    fc.constantFrom('{', '}', '[', ']', ':', ',', '"', 'a', '\\', '//', '/*', '\n', ' ', '1'),
  )
  fc.assert(
    fc.property(pieces, fc.nat(40), (parts, offset) => {
      const text = parts.join('')
      const context = contextAt(text, Math.min(offset, text.length))
      if (context !== undefined) expect(context.start).toBeLessThanOrEqual(context.end)
    }),
  )
})
