import type { Severity } from '../problem.ts'

/** One field of the language. */
export interface ReferenceField {
  readonly name: string
  readonly type: string
  /** The section that tells what its objects hold. */
  readonly see?: string
  readonly required: boolean
  /** What holds when it is absent, as JSON. */
  readonly otherwise?: string
  readonly about: string
}

/** One thing that the checker may say of a policy. */
export interface ReferenceProblem {
  readonly code: string
  readonly severity: Severity
  readonly about: string
}

/** A piece of a section. In every sentence, what stands in backticks is code. */
export type ReferenceBlock =
  | { readonly kind: 'example'; readonly label: string; readonly text: string }
  | { readonly kind: 'points'; readonly sentences: readonly string[] }
  | { readonly kind: 'steps'; readonly sentences: readonly string[] }
  | {
      readonly kind: 'table'
      readonly label: string
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }
  | { readonly kind: 'fields'; readonly label: string; readonly fields: readonly ReferenceField[] }
  | { readonly kind: 'problems'; readonly label: string; readonly problems: readonly ReferenceProblem[] }

/** One section of the reference; `id` is its anchor. */
export interface ReferenceSection {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly blocks: readonly ReferenceBlock[]
}
