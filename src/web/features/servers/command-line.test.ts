import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandWords, printCommand } from './command-line.ts'

test.each([
  [
    'npx -y @modelcontextprotocol/server-filesystem /data',
    ['npx', '-y', '@modelcontextprotocol/server-filesystem', '/data'],
  ],
  ['node "my server.js"  --flag', ['node', 'my server.js', '--flag']],
  [`sh -c 'echo "hi"'`, ['sh', '-c', 'echo "hi"']],
  ['a\\ b "c\\"d" \'\'', ['a b', 'c"d', '']],
  ['run pre"fix and"post', ['run', 'prefix andpost']],
])('%s is read as words', (line, words) => {
  expect(commandWords(line)).toEqual({ ok: true, value: words })
})

test('an open quote and an empty line are faults', () => {
  expect(commandWords('node "open')).toMatchObject({ ok: false, fault: { code: 'open_quote' } })
  expect(commandWords('  ')).toMatchObject({ ok: false, fault: { code: 'empty' } })
})

test('what is printed is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
      expect(commandWords(printCommand(words))).toEqual({ ok: true, value: words })
    }),
  )
})
