import { numberWords } from '#web/ui/display/number-words.ts'
import type { Row } from '../model/rows.ts'

/** What the server has changed since the enforced revision was published, as far as nobody has looked at it. */
export interface News {
  readonly changed: readonly Row[]
  readonly fresh: readonly Row[]
  /** Rules for tools that the server does not have. */
  readonly gone: readonly Row[]
}

/** `classes` are those of the enforced revision: a tool that it did not know cannot have gone since. */
export function newsIn(rows: readonly Row[], classes: Readonly<Record<string, unknown>> = {}): News {
  return {
    changed: rows.filter(
      ({ isLookedAt, redefined, classBefore }) => !isLookedAt && (redefined || classBefore !== undefined),
    ),
    fresh: rows.filter(({ isNew }) => isNew),
    gone: rows.filter(({ orphan, name }) => orphan && Object.hasOwn(classes, name)),
  }
}

/** `2 changed, 1 new, 1 gone`; empty when there is nothing. */
export function newsWords({ changed, fresh, gone }: News): string {
  const parts = [
    [changed.length, 'changed'],
    [fresh.length, 'new'],
    [gone.length, 'gone'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${numberWords(count)} ${word}`)
    .join(', ')
}
