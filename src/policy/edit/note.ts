import type { Parsed } from '../parse.ts'
import { nodeAt } from '../source.ts'
import { surroundingsOf } from './trivia.ts'

/** The comment above a rule, without its signs; empty if there is none. */
export function noteOf({ root, text }: Parsed, tool: string): string {
  const rules = root && nodeAt(root, ['tools'])
  if (rules?.kind !== 'object') return ''
  const index = rules.members.findLastIndex(({ name }) => name === tool)
  const start = rules.members[index]?.nameStart
  const spans = rules.members.map(({ nameStart, value }) => ({ start: nameStart, end: value.end }))
  const noteStart = start === undefined ? undefined : surroundingsOf(text, rules, spans)[index]?.noteStart
  return noteStart === undefined ? '' : wordsOf(text.slice(noteStart, start))
}

function wordsOf(comment: string): string {
  const lines = comment
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim().replace(/^(?:\/\/|\/\*+|\*(?!\/))\s?/, ''))
  return lines
    .map((line) => line.replace(/\s*\*\/\s*$/, '').trim())
    .join('\n')
    .trim()
}
