import { categories } from '#risk'
import { pointerSteps } from '#std/pointer'
import { compile } from '../compile.ts'
import type { ApprovalNeed } from '../decision.ts'
import type { Inventory } from '../inventory.ts'
import { type Parsed, placed } from '../parse.ts'
import { type Finding, inTextOrder, type Problem } from '../problem.ts'
import { runTests, type TestWorld } from '../run-tests.ts'
import type { PolicyDocument, ToolRule } from '../schema.ts'
import { approvalFindings } from './approval-findings.ts'
import { argumentFindings } from './argument-findings.ts'
import { classRuleFindings } from './class-rule-findings.ts'
import { dangerFindings } from './danger-findings.ts'
import { groundsOf } from './grounds.ts'
import type { Linting } from './linting.ts'
import { nameFindings } from './name-findings.ts'
import { shadowFindings } from './shadow-findings.ts'
import { sideDoorFindings } from './side-door-findings.ts'

/** What the linter may know beside the text and the tools. */
export interface LintWorld extends TestWorld {
  /** How many people are able to decide such an approval for a grant; unknown if absent. */
  readonly approversFor?: (need: ApprovalNeed) => number
}

/** All that is to be said of a text: what `parse` found, and what the server's tools tell of what is sound in it. */
export function lint(parsed: Parsed, inventory: Inventory, world: LintWorld): readonly Problem[] {
  const document = parsed.document ?? withStandIns(parsed)
  if (document === undefined) return parsed.problems
  const policy = compile(document, inventory)
  const linting: Linting = { parsed, document, policy, world, grounds: groundsOf(policy) }
  const findings = [
    ...dangerFindings(linting),
    ...sideDoorFindings(linting),
    ...nameFindings(linting),
    ...argumentFindings(linting),
    ...shadowFindings(linting),
    ...approvalFindings(linting),
    ...(parsed.document === undefined ? [] : [...classRuleFindings(linting), ...testFindings(linting)]),
  ]
  const isSound = ({ pointer }: Finding) =>
    !parsed.broken.some((part) => pointer === part || pointer.startsWith(`${part}/`))
  return inTextOrder([...parsed.problems, ...placed(findings.filter(isSound), parsed)])
}

/** Parts without which the rest still means what it says. */
const apart = ['/$schema', '/version', '/resources', '/prompts', '/tests']

/** What is sound of a broken document. Its broken rules deny, so that no other seems to decide about their tools. */
function withStandIns({ sound, broken }: Parsed): PolicyDocument | undefined {
  const tools: Record<string, ToolRule> = { ...sound?.tools }
  const risk = { ...sound?.risk }
  for (const part of broken) {
    const [section, name] = pointerSteps(part)
    const category = categories.find((one) => one === name)
    if (section === 'tools' && name !== undefined && name !== '__proto__') tools[name] = { action: 'deny' }
    else if (section === 'risk' && category !== undefined) risk[category] = { action: 'deny' }
    else if (!apart.includes(part)) return undefined
  }
  return sound && { ...sound, tools, risk }
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
