import { type JsoncMember, memberIndex } from '#std/jsonc'
import type { Parsed } from '../parse.ts'
import { nodeAt } from '../source.ts'
import { type Span, surroundingsOf } from './trivia.ts'

/** The comment above a rule, without its signs; empty if there is none. */
export function noteOf({ root, text }: Parsed, tool: string): string {
  const rules = root && nodeAt(root, ['tools'])
  if (rules?.kind !== 'object') return ''
  const index = memberIndex(rules, tool)
  const span = spanOf(rules.members[index])
  if (span === undefined) return ''
  const { noteStart } = surroundingsOf(text, rules.start, spanOf(rules.members[index - 1]), span)
  return wordsOf(text.slice(noteStart, span.start))
}

function spanOf(member: JsoncMember | undefined): Span | undefined {
  return member && { start: member.nameStart, end: member.value.end }
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
