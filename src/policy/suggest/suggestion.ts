import type { Json } from '#std/json'
import type { PolicyAction } from '../edit/actions.ts'

/** What was seen that speaks for a change; `days` is how far back the calls go. */
export type Evidence =
  /** `calls` are those of all tools. */
  | { readonly kind: 'never_called'; readonly calls: number; readonly days: number }
  | {
      readonly kind: 'values'
      readonly path: string
      readonly calls: number
      readonly days: number
      readonly values: readonly { readonly value: Json; readonly calls: number }[]
    }
  | {
      readonly kind: 'range'
      readonly path: string
      readonly calls: number
      readonly days: number
      readonly min: number
      readonly max: number
      readonly p99: number
    }
  /** Calls of one grant in a window: of a hundred calls 99 met at most `p99`, and none more than `peak`. */
  | {
      readonly kind: 'rate'
      readonly window: 'minute' | 'hour' | 'day'
      readonly calls: number
      readonly days: number
      readonly p99: number
      readonly peak: number
    }
  | { readonly kind: 'rare'; readonly calls: number; readonly days: number }

/** One part of a suggestion, which can be taken by itself. */
export interface Clause {
  readonly sentence: string
  readonly actions: readonly PolicyAction[]
  readonly evidence: Evidence
}

/** A change of a policy that the recorded calls speak for. Those of one run can be taken together or one by one. */
export interface Suggestion {
  /** The same from run to run: what it does, and to what. */
  readonly id: string
  readonly kind: 'hide' | 'allow_with_conditions' | 'limit' | 'approval'
  /** One tool, but for `hide`: those of one class. */
  readonly tools: readonly string[]
  readonly sentence: string
  /** To be done first, whichever clauses are taken: a rule of its own for a tool that a pattern or a class decides. */
  readonly begin: readonly PolicyAction[]
  readonly clauses: readonly Clause[]
}

/** The form actions of a suggestion, or of the clauses of it that are taken. */
export function suggestedActions(
  { begin, clauses }: Suggestion,
  taken: readonly Clause[] = clauses,
): readonly PolicyAction[] {
  return taken.length === 0 ? [] : [...begin, ...taken.flatMap(({ actions }) => actions)]
}
