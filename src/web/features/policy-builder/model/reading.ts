import { type Inventory, lint, type Parsed, type PolicyDocument, type Problem, parse } from '#policy'

/** What a text says, as far as a form and a list of problems need it. Plain data: it crosses from a worker. */
export interface Reading {
  readonly version: number
  /** What a form can show: the document, or, where rules are broken, the document without them. */
  readonly document: PolicyDocument | undefined
  /** JSON Pointers of what `document` leaves out because it breaks the schema. */
  readonly broken: readonly string[]
  readonly problems: readonly Problem[]
  /** Whether it was linted too, or only parsed. */
  readonly linted: boolean
}

/** Reads a text without the linter: quick enough to follow every action of a form. */
export function readingOf(version: number, parsed: Parsed): Reading {
  return {
    version,
    document: parsed.document ?? parsed.sound,
    broken: parsed.broken,
    problems: parsed.problems,
    linted: false,
  }
}

/** A text, and the world that the linter judges it in. */
export interface ToRead {
  readonly version: number
  readonly text: string
  readonly now: number
}

/** Reads a text with all that can be said of it. */
export function fullReading({ version, text, now }: ToRead, inventory: Inventory): Reading {
  const parsed = parse(text)
  return { ...readingOf(version, parsed), problems: lint(parsed, inventory, { now }), linted: true }
}

/** Why a form is frozen: the text is no JSONC, and there is nothing to show or to edit. */
export function syntaxProblem(reading: Reading): Problem | undefined {
  return reading.document === undefined
    ? reading.problems.find(({ severity }) => severity === 'error')
    : undefined
}

export function countBySeverity(problems: readonly Problem[], severity: Problem['severity']): number {
  return problems.reduce((count, problem) => count + (problem.severity === severity ? 1 : 0), 0)
}
