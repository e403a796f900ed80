import { approverCount, type Deciders } from '#model/approvers'
import {
  type Inventory,
  type LintWorld,
  lint,
  type Parsed,
  type PolicyDocument,
  type Problem,
  parse,
} from '#policy'

/** What a text says, as far as a form needs it. */
export interface Reading {
  readonly version: number
  /** What a form can show: the document, or, where rules are broken, the document without them. */
  readonly document: PolicyDocument | undefined
  /** JSON Pointers of what `document` leaves out because it breaks the schema. */
  readonly broken: readonly string[]
  readonly problems: readonly Problem[]
}

/** Reads a text without the linter: quick enough to follow every action of a form. */
export function readingOf(version: number, parsed: Parsed): Reading {
  return {
    version,
    document: parsed.document ?? parsed.sound,
    broken: parsed.broken,
    problems: parsed.problems,
  }
}

/** All that there is to say against a text. Plain data, and no more of it than that: it crosses from a worker. */
export interface Judgement {
  readonly version: number
  readonly problems: readonly Problem[]
}

/** What a text is judged by, beside itself. */
export interface Surroundings {
  readonly inventory: Inventory
  /** Under whose names the policy's tests may call. */
  readonly callers: NonNullable<LintWorld['grants']>
  /** Who could decide what it holds; undefined while that is not known. */
  readonly deciders?: Deciders | undefined
}

/** A text, and the time at which the linter judges it. */
export interface ToJudge {
  readonly version: number
  readonly text: string
  readonly now: number
}

/** Judges one text after the other; each is read with what is known of the one before. */
export function createJudge(): (asked: ToJudge, surroundings: Surroundings) => Judgement {
  let last: Parsed | undefined
  return ({ version, text, now }, { inventory, callers, deciders }) => {
    const parsed = parse(text, last)
    if (parsed.document !== undefined) last = parsed
    const world = { now, grants: callers, ...(deciders && { approversFor: approverCount(deciders) }) }
    return { version, problems: lint(parsed, inventory, world) }
  }
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
