import { definitionMark } from '#model/acknowledgement'
import type { Category } from '#risk'
import type { Listed } from './listed-tools.ts'
import type { Row } from './rows.ts'

/** What tells whether the server has changed its tools since the enforced revision was published. */
export interface DriftFacts {
  /** The classes of the tools when the enforced revision was published, which tell what is new since then and what has changed. */
  readonly classes?: Readonly<Record<string, Category>> | undefined
  /** The tools of which the server says something else now. */
  readonly redefined?: ReadonlySet<string> | undefined
  /** By name the mark of what was looked at, and may stay as it is. */
  readonly lookedAt?: ReadonlyMap<string, string> | undefined
  /** Names of rules with a condition that does not fit the arguments. */
  readonly misfits?: ReadonlySet<string> | undefined
}

type Drift = Pick<Row, 'isNew' | 'classBefore' | 'redefined' | 'isLookedAt' | 'drifted' | 'kept' | 'mark'>

/** What the server has changed of a tool since the enforced revision was published, and whether somebody looked at it. */
export function driftOf(
  { classes, redefined: others, misfits, lookedAt }: DriftFacts,
  { name, tool, inside }: Listed,
): Drift {
  const isReal = inside === undefined
  const before = own(classes, name)
  const isNew = isReal && classes !== undefined && before === undefined
  const classBefore = before === tool.risk.category ? undefined : before
  const redefined = isReal && others?.has(name) === true
  // Nearly all tools are as they were: for those nothing is put together.
  const mark = isNew || redefined || classBefore !== undefined ? definitionMark(tool) : undefined
  const isLookedAt = mark !== undefined && lookedAt?.get(name) === mark
  return {
    isNew: isNew && !isLookedAt,
    classBefore,
    redefined,
    isLookedAt,
    drifted:
      ((redefined || classBefore !== undefined) && !isLookedAt) ||
      // INVARIANT: that a condition does not fit is an error of the rule, and looking at it does not mend it.
      misfits?.has(name) === true,
    kept: false,
    mark,
  }
}

function own<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  // A tool may be called `constructor`.
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
