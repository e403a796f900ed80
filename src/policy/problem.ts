import type { TextEdit } from './edit/text-edit.ts'
import { type FaultCode, faults } from './faults.ts'
import type { Place } from './source.ts'

/** How grave a problem is, gravest first: an error blocks publishing, a security finding must be ticked. */
export type Severity = 'error' | 'security' | 'warning' | 'suggestion'

const severities: readonly Severity[] = ['error', 'security', 'warning', 'suggestion']

/** A change of the text that makes a problem go away. */
export interface Fix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** Something to say of a policy's text, and where it stands. */
export interface Problem extends Place {
  readonly severity: Severity
  readonly code: FaultCode
  readonly message: string
  /** A JSON Pointer into the document; empty for the whole. */
  readonly pointer: string
  readonly fix?: Fix
}

/** A problem before it is placed: at its `span`, or else at the value of its pointer or the nearest parent. */
export interface Finding {
  readonly code: FaultCode
  readonly message: string
  readonly pointer: string
  readonly span?: Pick<Place, 'offset' | 'length'>
  readonly fix?: Fix
}

export function severityOf(code: FaultCode): Severity {
  return faults[code][0]
}

/** Problems in the order of the text; of several in one place the gravest first. */
export function inTextOrder(problems: readonly Problem[]): Problem[] {
  const gravity = (problem: Problem) => severities.indexOf(problem.severity)
  return [...problems].sort((a, b) => a.offset - b.offset || gravity(a) - gravity(b))
}
