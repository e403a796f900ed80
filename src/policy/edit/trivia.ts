import { lineEnd, skipTrivia } from '#std/jsonc'

/** Where a member or an element begins and ends, its name included. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What surrounds one entry of an object or a list in the text. */
export interface Surroundings {
  /** Where what belongs to it begins: the line break before its own comment, or the end of what is before it. */
  readonly from: number
  /** Where its own comment begins; its own start, if it has none. */
  readonly noteStart: number
  /** The offset of its comma, if it has one. */
  readonly comma: number | undefined
  /** Where what belongs to it ends: after its comma and a comment on the same line. */
  readonly to: number
}

/** Finds the surroundings of an entry, given the one before it; only what is asked for is looked at. */
export function surroundingsOf(
  text: string,
  opening: number,
  before: Span | undefined,
  span: Span,
): Surroundings {
  const start = before === undefined ? opening + 1 : behind(text, before).next
  const lead = leadOf(text, endOfLineComment(text, start), span.start)
  const { comma, next } = behind(text, span)
  return { ...lead, comma, to: endOfLineComment(text, next) }
}

/** The comma behind an entry, and where what follows begins. */
function behind(text: string, span: Span): { readonly comma: number | undefined; readonly next: number } {
  const at = skipTrivia(text, span.end)
  return text.charAt(at) === ',' ? { comma: at, next: at + 1 } : { comma: undefined, next: span.end }
}

/** The end of comments that stand behind something on its line, if nothing else follows there. */
function endOfLineComment(text: string, from: number): number {
  let at = from
  let end = from
  for (;;) {
    while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at += 1
    if (text.startsWith('//', at)) return lineEnd(text, at)
    if (!text.startsWith('/*', at)) break
    const close = text.indexOf('*/', at + 2)
    at = close + 2
    end = at
    if (text.slice(from, at).includes('\n')) return from
  }
  return at >= text.length || isBreak(text.charCodeAt(at)) ? end : from
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13
}

/** The comment directly above an entry is its own; one behind a blank line is not. */
function leadOf(text: string, before: number, start: number): Pick<Surroundings, 'from' | 'noteStart'> {
  const comments = commentsIn(text, before, start)
  let noteStart = start
  let from = breakBefore(text, before, start) ?? before
  for (const comment of comments.toReversed()) {
    if (lineBreaksIn(text.slice(comment.end, noteStart)) > 1) break
    noteStart = comment.start
    from = breakBefore(text, before, comment.start) ?? before
  }
  return { from, noteStart }
}

/** The comments of a stretch that holds nothing else but white space. */
export function commentsIn(text: string, from: number, to: number): Span[] {
  const comments: Span[] = []
  let at = from
  while (at < to) {
    if (text.startsWith('//', at)) comments.push({ start: at, end: lineEnd(text, at) })
    else if (text.startsWith('/*', at)) comments.push({ start: at, end: text.indexOf('*/', at + 2) + 2 })
    at = comments.at(-1)?.start === at ? (comments.at(-1)?.end ?? to) : at + 1
  }
  return comments
}

function lineBreaksIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0
}

/** The line break before an offset, if only white space is between and it is not before `limit`. */
function breakBefore(text: string, limit: number, offset: number): number | undefined {
  let at = offset - 1
  while (at >= limit && (text.charAt(at) === ' ' || text.charAt(at) === '\t')) at -= 1
  if (at < limit || !isBreak(text.charCodeAt(at))) return undefined
  return text.charAt(at) === '\n' && at > limit && text.charAt(at - 1) === '\r' ? at - 1 : at
}

/** The white space at the beginning of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  let start = offset
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start -= 1
  let end = start
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end += 1
  return text.slice(start, end)
}

/** Whether an offset is the first thing on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  let at = offset
  while (at > 0 && (text.charAt(at - 1) === ' ' || text.charAt(at - 1) === '\t')) at -= 1
  return at > 0 && isBreak(text.charCodeAt(at - 1))
}
