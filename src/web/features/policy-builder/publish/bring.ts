import { type Merge, type MergeChoice, type MergeFault, type MergeTexts, merge } from '#policy'
import type { Result } from '#std/result'

/** Two texts that began as one, brought together as far as that goes by itself. Plain data: it crosses from a worker. */
export interface Brought extends Pick<Merge, 'merged' | 'conflicts'> {
  /** The text of both; a fault while a question is open. */
  readonly text: Result<string, MergeFault>
}

export interface ToBring {
  readonly texts: MergeTexts
  /** What a person has chosen, by the keys of the conflicts. */
  readonly choices: ReadonlyMap<string, MergeChoice>
}

export type Bring = (asked: ToBring) => Result<Brought, MergeFault>

/**
 * Brings texts together, and remembers the last ones: a person chooses, and the same are asked for again. What it answers
 * does not depend on what it remembers.
 */
export function createBring(): Bring {
  let last: { readonly texts: MergeTexts; readonly merge: ReturnType<typeof merge> } | undefined
  return ({ texts, choices }) => {
    if (last === undefined || !isSame(last.texts, texts)) last = { texts, merge: merge(texts) }
    if (!last.merge.ok) return last.merge
    const { merged, conflicts, resolve } = last.merge.value
    return { ok: true, value: { merged, conflicts, text: resolve(choices) } }
  }
}

function isSame(one: MergeTexts, other: MergeTexts): boolean {
  return one.base === other.base && one.mine === other.mine && one.theirs === other.theirs
}
