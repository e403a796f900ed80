import { elementSpans, memberSpans } from './strict-json.ts'

/**
 * One text for all that must mean the same to every reader: no white space, names in code-unit order, strings without
 * needless escapes. Numbers stay as they are written, since readers differ in how many digits they keep.
 * INVARIANT: `text` has been parsed and is not ambiguous.
 */
export function canonicalText(text: string): string {
  const plain = text.trim()
  if (plain.startsWith('{')) return objectText(plain)
  if (plain.startsWith('['))
    return `[${elementSpans(plain)
      .map(({ start, end }) => canonicalText(plain.slice(start, end)))
      .join()}]`
  return plain.startsWith('"') ? JSON.stringify(JSON.parse(plain)) : plain
}

function objectText(text: string): string {
  const members = memberSpans(text)
    .map(({ name, start, end }) => ({ name, value: canonicalText(text.slice(start, end)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join()}}`
}
