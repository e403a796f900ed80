import { memberSpan, type Span } from './strict-json.ts'

/** Where the value stands that a path of names leads to; undefined where there is none. INVARIANT: `text` has been parsed. */
export function spanAt(text: string, ...names: readonly string[]): Span | undefined {
  let span: Span | undefined = { start: 0, end: text.length }
  for (const name of names) span = span && memberSpan(text, name, span.start)
  return span
}
