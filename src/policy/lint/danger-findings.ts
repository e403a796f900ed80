import { categories } from '#risk'
import type { CompiledChecks, CompiledRule } from '../compile-rule.ts'
import type { PolicyAction } from '../edit/actions.ts'
import { isHidden } from '../listing.ts'
import type { Finding } from '../problem.ts'
import { decided, type Ground } from './grounds.ts'
import { fixBy, type Linting } from './linting.ts'

/** What leaves a door open: an allowing default, dangerous tools without any bar, limits that begin anew. */
export function dangerFindings(linting: Linting): Finding[] {
  return [
    ...defaultFindings(linting),
    ...openFindings(linting),
    ...hideFindings(linting),
    ...sessionFindings(linting),
  ]
}

function defaultFindings({ parsed, document }: Linting): Finding[] {
  if (document.default === 'deny') return []
  const fix = fixBy(parsed, 'Deny by default', [{ kind: 'set_default', value: 'deny' }])
  return [
    {
      code: 'default_allow',
      message: 'tools that no rule names are allowed, also those that the server adds later',
      pointer: '/default',
      fix,
    },
  ]
}

function isDangerous({ category, resolved }: Ground): boolean {
  return (category === 'destructive' || category === 'financial') && !isHidden(resolved)
}

function hasBar({ require, denyIf, limits }: CompiledChecks): boolean {
  return require.length > 0 || denyIf.length > 0 || limits.length > 0
}

function isOpen(rule: CompiledRule): boolean {
  return rule.action === 'allow' && rule.approveIf.length === 0 && !hasBar(rule)
}

function openFindings({ parsed, policy, grounds }: Linting): Finding[] {
  if (hasBar(policy.allTools)) return []
  const byRule = policy.rules.filter(isOpen).flatMap((rule): Finding[] => {
    const open = decided(grounds, rule).filter(isDangerous)
    if (open.length === 0) return []
    const finding: Finding = { code: 'open_danger', message: openMessage(open), pointer: rule.pointer }
    const ask = askFor(rule)
    return [ask === undefined ? finding : { ...finding, fix: fixBy(parsed, 'Ask a person first', [ask]) }]
  })
  const open = policy.default === 'allow' ? grounds.byDefault.filter(isDangerous) : []
  if (open.length === 0) return byRule
  return [...byRule, { code: 'open_danger', message: openMessage(open), pointer: '/default' }]
}

/** What makes a rule ask; undefined where it is for no class that there is. */
export function askFor({ section, key, source }: CompiledRule): PolicyAction | undefined {
  if (section === 'tools') return { kind: 'set_action', tool: key, action: 'ask' }
  const category = categories.find((one) => one === key)
  return category && { kind: 'set_class_rule', category, rule: { ...source, action: 'require_approval' } }
}

function openMessage(open: readonly Ground[]): string {
  const [first] = open
  if (first === undefined) return ''
  const others = open.length > 1 ? ` and ${open.length - 1} more` : ''
  const verb = open.length > 1 ? 'are' : 'is'
  return `\`${first.name}\` (${first.category})${others} ${verb} allowed without condition, limit or approval`
}

function hideFindings({ document }: Linting): Finding[] {
  const index = document.hide?.indexOf('*') ?? -1
  if (index < 0) return []
  return [{ code: 'hides_all', message: 'every tool is hidden', pointer: `/hide/${index}` }]
}

/** Where the protocol has no sessions the grant is counted, which is not what the word says. */
function sessionFindings({ parsed, policy }: Linting): Finding[] {
  const limits = [policy.allTools, ...policy.rules].flatMap((checks) => checks.limits)
  return limits
    .filter(({ scope }) => scope === 'session')
    .map(({ pointer }) => {
      const finding: Finding = {
        code: 'session_limit',
        message:
          'an agent may open many sessions, each with its own count; where there are none it counts for the grant',
        pointer,
      }
      if (pointer.endsWith('/rate_limit')) return finding
      const scope = `${pointer}/scope`
      const fix = fixBy(parsed, 'Count for the grant', [{ kind: 'set', pointer: scope, value: 'grant' }])
      return { ...finding, pointer: scope, fix }
    })
}
