import type { TextEdit } from './text-edit.ts'

/** How grave a problem is, gravest first: an error blocks publishing, a security finding must be ticked. */
export type Severity = 'error' | 'security' | 'warning' | 'suggestion'

/** A change of the text that makes a problem go away. */
export interface Fix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** Something to say of a policy's text, and where it stands. Offsets and lengths are in UTF-16 units. */
export interface Problem {
  readonly severity: Severity
  readonly code: string
  readonly message: string
  /** A JSON Pointer into the document; empty for the whole. */
  readonly pointer: string
  readonly offset: number
  readonly length: number
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly fix?: Fix
}
