import type { Problem } from './problem.ts'
import { PolicyDocument } from './schema.ts'

/** A stretch of a text. `line` and `column` count from 1, offsets and lengths in UTF-16 units. */
export interface Place {
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly column: number
}

/** What a policy's text says. */
export interface Parsed {
  readonly text: string
  /** Only when there is no error: what may be compiled and enforced. */
  readonly document?: PolicyDocument
  /**
   * What is sound in a text that parses but breaks the schema: broken rules are left out and named in `broken`.
   * For a form to show, never to enforce. The same as `document` when there is one.
   */
  readonly sound?: PolicyDocument
  /** JSON Pointers of the rules that are left out of `sound`, such as `/tools/create_refund`. */
  readonly broken: readonly string[]
  readonly problems: readonly Problem[]
  /** Where the value of a JSON Pointer stands. */
  readonly locate: (pointer: string) => Place | undefined
  /** Where the key of a JSON Pointer stands, or its value where it has no key. */
  readonly locateKey: (pointer: string) => Place | undefined
  /** The innermost JSON Pointer at an offset, for the caret of an editor. */
  readonly pointerAt: (offset: number) => string
}

/** Reads a policy's text. */
export function parse(text: string): Parsed {
  const nowhere = () => undefined
  const base = { text, broken: [], problems: [], locate: nowhere, locateKey: nowhere, pointerAt: () => '' }
  const document = PolicyDocument.safeParse(parseJson(text))
  return document.success ? { ...base, document: document.data, sound: document.data } : base
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
