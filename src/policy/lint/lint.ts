import { compile } from '../compile.ts'
import type { ApprovalNeed } from '../decision.ts'
import type { Inventory } from '../inventory.ts'
import { type Parsed, placed } from '../parse.ts'
import { type Finding, inTextOrder, type Problem } from '../problem.ts'
import { runTests, type TestWorld } from '../run-tests.ts'
import { approvalFindings } from './approval-findings.ts'
import { argumentFindings } from './argument-findings.ts'
import { classRuleFindings } from './class-rule-findings.ts'
import { dangerFindings } from './danger-findings.ts'
import { groundsOf } from './grounds.ts'
import type { Linting } from './linting.ts'
import { nameFindings } from './name-findings.ts'
import { shadowFindings } from './shadow-findings.ts'

/** What the linter may know beside the text and the tools. */
export interface LintWorld extends TestWorld {
  /** How many people are able to decide such an approval for a grant; unknown if absent. */
  readonly approversFor?: (need: ApprovalNeed) => number
}

/** All that is to be said of a text: what `parse` found and, if that is no error, what the server's tools tell. */
export function lint(parsed: Parsed, inventory: Inventory, world: LintWorld): readonly Problem[] {
  if (parsed.document === undefined) return parsed.problems
  const policy = compile(parsed.document, inventory)
  const linting: Linting = { parsed, document: parsed.document, policy, world, grounds: groundsOf(policy) }
  const findings = [
    ...dangerFindings(linting),
    ...nameFindings(linting),
    ...argumentFindings(linting),
    ...shadowFindings(linting),
    ...approvalFindings(linting),
    ...classRuleFindings(linting),
    ...testFindings(linting),
  ]
  return inTextOrder([...parsed.problems, ...placed(findings, parsed)])
}

/** Without tools nobody can say what a test would meet. */
function testFindings({ policy, world, grounds }: Linting): Finding[] {
  if (grounds.all.length === 0) return []
  return runTests(policy, world)
    .filter(({ passed }) => !passed)
    .map(({ index, name, message }) => ({
      code: 'failing_test',
      message: `\`${name}\` fails: ${message}`,
      pointer: `/tests/${index}`,
    }))
}
