import type { ToolAnnotations } from '#mcp/tool'
import type { Act } from './act.ts'
import { type Category, compareCategories } from './category.ts'
import type { DescriptionReading, Phrase } from './description-reading.ts'
import type { NameReading } from './name-reading.ts'
import type { Argument, SchemaReading } from './schema-reading.ts'

/** Everything read from one definition. */
export interface Readings {
  readonly name: NameReading
  readonly description: DescriptionReading
  readonly schema: SchemaReading
  readonly annotations: ToolAnnotations | null | undefined
}

/** What settled the category. */
export type Ground =
  | { readonly kind: 'name' | 'description' | 'choice'; readonly act: Act }
  | { readonly kind: 'joined'; readonly act: Act; readonly name: Act }
  | {
      readonly kind: 'phrase'
      readonly phrase: Phrase
      readonly act: Act | undefined
      readonly final: boolean
    }
  | { readonly kind: 'code' | 'saves' | 'open'; readonly argument: Argument }
  | { readonly kind: 'returns-only'; readonly act: Act; readonly name: Act }
  | { readonly kind: 'noun'; readonly word: string; readonly start: number; readonly end: number }
  | { readonly kind: 'noun-phrase' | 'hint' | 'nothing' | 'agent' }

/** A category with what settled it, before it is told to a person. */
export interface Verdict {
  readonly category: Category
  readonly ground: Ground
  readonly unsure: boolean
  /** Readings that agree, of two: name and description. */
  readonly agreeing: number
}

/** The gravest of some acts, the first of equals. */
export function worst(acts: readonly Act[]): Act | undefined {
  return acts.reduce<Act | undefined>(
    (gravest, act) =>
      gravest === undefined || compareCategories(act.says, gravest.says) > 0 ? act : gravest,
    undefined,
  )
}
