import type { CompiledChecks } from '../compile-rule.ts'
import { detectDispatchers, runsTools } from '../detect.ts'
import { isHidden } from '../listing.ts'
import type { Finding } from '../problem.ts'
import { askFor } from './danger-findings.ts'
import { decided, type Ground } from './grounds.ts'
import { fixBy, type Linting } from './linting.ts'

/**
 * Tools that seem to run others by their names, which nobody has confirmed, and which may be called with whatever they are given:
 * what rules say of the others does not reach through them.
 */
export function sideDoorFindings({ parsed, policy, grounds }: Linting): Finding[] {
  const isDoor = ({ name, names, schema, resolved }: Ground) =>
    // A virtual tool has two names, and runs nothing.
    names.length === 1 &&
    !policy.dispatchers.has(name) &&
    !isHidden(resolved) &&
    detectDispatchers([{ name, ...(schema && { inputSchema: schema }) }]).some(runsTools)
  const byRule = policy.rules
    .filter((rule) => rule.action === 'allow' && rule.approveIf.length === 0 && !asksWhat(rule))
    .flatMap((rule) => {
      const ask = askFor(rule)
      return findingsOf(decided(grounds, rule).filter(isDoor), rule.pointer).map(
        (finding): Finding =>
          ask === undefined ? finding : { ...finding, fix: fixBy(parsed, 'Ask a person first', [ask]) },
      )
    })
  const open = policy.default === 'allow' ? grounds.byDefault.filter(isDoor) : []
  return [...byRule, ...findingsOf(open, '/default')]
}

/** Whether a call may be refused for its arguments, which is how one tells what it may run. */
function asksWhat({ require, denyIf }: CompiledChecks): boolean {
  return require.length > 0 || denyIf.length > 0
}

/** One for all the tools of one rule. */
function findingsOf(doors: readonly Ground[], pointer: string): Finding[] {
  const [first] = doors
  if (first === undefined) return []
  const who =
    doors.length > 1 ? `\`${first.name}\` and ${doors.length - 1} more seem` : `\`${first.name}\` seems`
  const message = `${who} to run other tools by their names; until that is confirmed among the server's tools, rules for those do not reach through`
  return [{ code: 'side_door', message, pointer }]
}
