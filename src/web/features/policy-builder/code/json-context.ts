/** An object or a list that is open at a place of a text. */
interface Frame {
  readonly kind: 'object' | 'list'
  /** Under which name or number it stands in the one around it. */
  readonly step: string
  /** Its texts and numbers by name, those that come later in the text too. */
  readonly scalars: Map<string, string>
  readonly names: Set<string>
  name: string | undefined
  index: number
  /** Whether a name or a value would come next. */
  wants: 'name' | 'value'
}

/** What stands at a place of a JSON text, also of one that is only half written. */
export interface JsonContext {
  /** The names and numbers that lead to the object, list or value. */
  readonly path: readonly string[]
  readonly kind: 'name' | 'value'
  /** The word under the place, quotes and all; empty where nothing is written yet. */
  readonly start: number
  readonly end: number
  /** What the word says, without quotes. */
  readonly word: string
  /** Names that the object has elsewhere. */
  readonly names: ReadonlySet<string>
  /** The texts and numbers beside it, and those of the objects around, the nearest first. */
  readonly beside: readonly ReadonlyMap<string, string>[]
}

interface Word {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Reads a text just far enough to say where in it a place is; what is broken elsewhere does not matter. */
export function contextAt(text: string, offset: number): JsonContext | undefined {
  const stack: Frame[] = []
  let found: Found | undefined
  for (const token of tokensOf(text)) {
    if (token.kind === 'comment') {
      // Nothing is offered inside of a comment.
      if (found === undefined && token.start < offset && offset < token.end) return undefined
      continue
    }
    found ??= reached(stack, token, offset)
    follow(stack, token)
    // Where the frames around the place have all been closed nothing more can be learnt of them.
    if (found !== undefined && stack.length === 0) break
  }
  found ??= { frames: [...stack], context: here(stack, { start: offset, end: offset, text: '' }) }
  const frames = found.frames.toReversed()
  const names = new Set(frames[0]?.names ?? [])
  names.delete(found.context.word)
  return { ...found.context, names, beside: frames.map(({ scalars }) => scalars) }
}

interface Found {
  readonly frames: readonly Frame[]
  readonly context: Omit<JsonContext, 'names' | 'beside'>
}

/** The place, as soon as a token ends behind it or begins after it. */
function reached(stack: readonly Frame[], token: Token, offset: number): Found | undefined {
  const isWord = token.kind === 'word'
  if ((isWord ? token.end : token.start) < offset) return undefined
  const word = isWord && token.start <= offset ? token : { start: offset, end: offset, text: '' }
  return { frames: [...stack], context: here(stack, word) }
}

function follow(stack: Frame[], token: Token): void {
  const top = stack.at(-1)
  if (token.kind === 'word') take(top, token)
  else if (token.text === '{') stack.push(opened(top, 'object'))
  else if (token.text === '[') stack.push(opened(top, 'list'))
  else if (token.text === '}' || token.text === ']') stack.pop()
  else pass(top, token.text)
}

interface Token extends Word {
  readonly kind: 'sign' | 'word' | 'comment'
}

function* tokensOf(text: string): Generator<Token> {
  let at = 0
  while (at < text.length) {
    const token = tokenAt(text, at)
    if (token !== undefined) yield token
    at = token?.end ?? at + 1
  }
}

function tokenAt(text: string, start: number): Token | undefined {
  const sign = text.charAt(start)
  if (/\s/.test(sign)) return undefined
  if ('{}[]:,'.includes(sign)) return { kind: 'sign', start, end: start + 1, text: sign }
  const end = commentEnd(text, start)
  return end === undefined
    ? { kind: 'word', ...wordAt(text, start) }
    : { kind: 'comment', start, end, text: '' }
}

function here(stack: readonly Frame[], word: Word): Omit<JsonContext, 'names' | 'beside'> {
  const top = stack.at(-1)
  const steps = stack.slice(1).map(({ step }) => step)
  const kind = top?.kind === 'object' && top.wants === 'name' ? 'name' : 'value'
  const own = kind === 'name' || top === undefined ? [] : [stepOf(top)]
  return { path: [...steps, ...own], kind, start: word.start, end: word.end, word: word.text }
}

function stepOf({ kind, name, index }: Frame): string {
  return kind === 'list' ? String(index) : (name ?? '')
}

function opened(around: Frame | undefined, kind: Frame['kind']): Frame {
  const step = around === undefined ? '' : stepOf(around)
  return {
    kind,
    step,
    scalars: new Map(),
    names: new Set(),
    name: undefined,
    index: 0,
    wants: kind === 'object' ? 'name' : 'value',
  }
}

function pass(frame: Frame | undefined, sign: string): void {
  if (frame === undefined) return
  if (sign === ':') frame.wants = 'value'
  else if (frame.kind === 'list') frame.index += 1
  else {
    frame.wants = 'name'
    frame.name = undefined
  }
}

function take(frame: Frame | undefined, { text }: Word): void {
  if (frame?.kind !== 'object') return
  if (frame.wants === 'name') {
    frame.name = text
    frame.names.add(text)
  } else if (frame.name !== undefined) frame.scalars.set(frame.name, text)
}

function commentEnd(text: string, at: number): number | undefined {
  if (text.startsWith('//', at)) {
    const end = text.slice(at).search(/[\r\n]/)
    return end < 0 ? text.length : at + end
  }
  if (!text.startsWith('/*', at)) return undefined
  const end = text.indexOf('*/', at + 2)
  return end < 0 ? text.length : end + 2
}

/** A string, which ends with its line at the latest, or any other run of signs. */
function wordAt(text: string, start: number): Word {
  if (text.charAt(start) !== '"') {
    const match = /[^\s,:{}[\]"]+/y
    match.lastIndex = start
    const word = match.exec(text)?.[0] ?? text.charAt(start)
    return { start, end: start + word.length, text: word }
  }
  let end = start + 1
  while (end < text.length && !/["\r\n]/.test(text.charAt(end))) end += text.charAt(end) === '\\' ? 2 : 1
  const closed = text.charAt(end) === '"'
  const raw = text.slice(start + 1, end)
  return { start, end: closed ? end + 1 : Math.min(end, text.length), text: unescaped(raw) }
}

function unescaped(raw: string): string {
  try {
    const value: unknown = JSON.parse(`"${raw}"`)
    return typeof value === 'string' ? value : raw
  } catch {
    return raw
  }
}
