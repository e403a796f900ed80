import type { JsonObject } from '#std/json'
import type { CompiledPolicy, Resolved } from './compile.ts'
import { type CompiledChecks, type CompiledPredicate, type CompiledRule, lookAt } from './compile-rule.ts'
import type { Mood, Subject } from './condition.ts'
import type { ApprovalNeed, Call, Counts, Decision, SeenPredicate } from './decision.ts'
import { type Claim, type Ledger, reserveFor } from './ledger.ts'
import type { Condition, Outcome } from './schema.ts'
import { type LogicalCall, unfold } from './unfold.ts'
import { approversWords, conditionWords, negatedWords, predicateWords, quote, sentence } from './words.ts'

/** What becomes of one logical call. */
type Verdict = Pick<Decision, 'outcome' | 'rule' | 'message' | 'retryAfterMs' | 'approval' | 'remedy'>

/** Everything that is the same for all logical calls of a call. */
interface Hearing {
  readonly policy: CompiledPolicy
  readonly call: Call
  readonly counts: Counts
  readonly now: number
  readonly trail: SeenPredicate[]
  readonly ledger: Ledger
}

/** What becomes of a call, and why. Total: it never throws, and what it cannot judge it denies. */
export function evaluate(
  policy: CompiledPolicy | undefined,
  call: Call,
  counts: Counts,
  now: number,
): Decision {
  if (policy === undefined)
    return {
      outcome: 'deny',
      rule: '(no policy)',
      message: 'This grant has no policy.',
      reservations: [],
      trail: [],
    }
  const hearing: Hearing = { policy, call, counts, now, trail: [], ledger: [] }
  let gravest: Verdict | undefined
  let need: ApprovalNeed | undefined
  for (const logical of unfold(policy, call.tool, call.arguments ?? {})) {
    const verdict = judge(hearing, logical)
    if (gravest === undefined || gravity(verdict) > gravity(gravest)) gravest = verdict
    need = bothNeeds(need, verdict.approval)
  }
  return decided(hearing, gravest ?? nothingToJudge, need)
}

/** Unfolding gives at least one call; were it to give none, none is allowed. */
const nothingToJudge: Verdict = {
  outcome: 'deny',
  rule: '(default deny)',
  message: 'There is nothing to judge.',
}

function decided({ ledger, trail }: Hearing, verdict: Verdict, need: ApprovalNeed | undefined): Decision {
  const { outcome, rule, message } = verdict
  if (outcome === 'allow') return { outcome, rule, message, reservations: ledger, trail }
  if (outcome !== 'approval' || need === undefined) return { ...verdict, reservations: [], trail }
  return { ...verdict, approval: need, reservations: ledger, trail }
}

const outcomes: readonly Outcome[] = ['allow', 'approval', 'deny', 'hide']

function gravity({ outcome }: Verdict): number {
  return outcomes.indexOf(outcome)
}

/** One approval for all inner calls: by those whom every one of them accepts. */
function bothNeeds(a: ApprovalNeed | undefined, b: ApprovalNeed | undefined): ApprovalNeed | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return {
    approvers: a.approvers.filter((approver) => b.approvers.includes(approver)),
    count: Math.max(a.count, b.count),
    timeout: Math.min(a.timeout, b.timeout),
  }
}

/** The stages of a decision, in the order that the language sets. */
function judge(hearing: Hearing, call: LogicalCall): Verdict {
  const closed = hiddenVerdict(call) ?? denyVerdict(hearing.policy, call)
  if (closed !== undefined) return closed
  const looks = looksOf(hearing, call)
  return (
    predicateVerdict(hearing, looks, 'require') ??
    predicateVerdict(hearing, looks, 'guard') ??
    limitVerdict(hearing, call)
  )
}

/** The rule of a dispatcher that restricts what it runs: only one that names it in `tools`. */
function restriction({ rule, by }: Resolved): CompiledRule | undefined {
  return by === 'name' || by === 'pattern' ? rule : undefined
}

function hiddenVerdict({ outers, tool }: LogicalCall): Verdict | undefined {
  for (const outer of outers) {
    const by = outer.tool.hiddenBy ?? hideAction(restriction(outer.tool))
    if (by !== undefined) return hidden(outer.tool, by)
  }
  const by = tool.hiddenBy ?? hideAction(tool.rule)
  return by === undefined ? undefined : hidden(tool, by)
}

function hideAction(rule: CompiledRule | undefined): string | undefined {
  return rule?.action === 'hide' ? `${rule.pointer}/action` : undefined
}

function hidden({ name, rule }: Resolved, by: string): Verdict {
  return { outcome: 'hide', rule: by, message: rule?.source.reason ?? `${quote(name)} is hidden.` }
}

function denyVerdict(policy: CompiledPolicy, { outers, tool, unreadable }: LogicalCall): Verdict | undefined {
  for (const outer of outers) {
    const rule = restriction(outer.tool)
    if (rule?.action === 'deny') return denied(outer.tool, rule)
  }
  if (tool.rule?.action === 'deny') return denied(tool, tool.rule)
  const why =
    unreadable === undefined ? unlistedReason(policy, tool, outers.length > 0) : sentence(unreadable)
  return why === undefined ? undefined : { outcome: 'deny', rule: '(default deny)', message: why }
}

function denied({ name }: Resolved, rule: CompiledRule): Verdict {
  const message = rule.source.reason ?? `The policy denies ${quote(name)}.`
  return { outcome: 'deny', rule: `${rule.pointer}/action`, message }
}

/** A made-up name inside a dispatcher must not slip through a default that allows. */
function unlistedReason(policy: CompiledPolicy, tool: Resolved, isInner: boolean): string | undefined {
  if (tool.rule !== undefined) return undefined
  if (policy.default === 'deny') return `No rule of the policy allows ${quote(tool.name)}.`
  return isInner && !tool.known ? `The server is not known to have ${quote(tool.name)}.` : undefined
}

function subjectOf({ call, now }: Hearing, tool: Resolved, args: JsonObject): Subject {
  return { arguments: args, grant: call.grant, category: tool.category, now }
}

/** Conditions that speak of a logical call, and what they see. */
interface Look {
  readonly checks: CompiledChecks
  readonly subject: Subject
  readonly tool: Resolved
  /** The rule whose reason is told where a predicate has none of its own. */
  readonly rule: CompiledRule | undefined
}

/** Those of `all_tools`, of the dispatchers around, and of the tool's own rule. */
function looksOf(hearing: Hearing, { tool, arguments: args, outers }: LogicalCall): Look[] {
  const { allTools } = hearing.policy
  const { rule } = tool
  const looks: Look[] = []
  if (hasPredicates(allTools))
    looks.push({ checks: allTools, subject: subjectOf(hearing, tool, args), tool, rule })
  for (const outer of outers) {
    const around = restriction(outer.tool)
    if (around === undefined || !hasPredicates(around)) continue
    const seen = subjectOf(hearing, outer.tool, outer.arguments)
    looks.push({ checks: around, subject: seen, tool: outer.tool, rule: around })
  }
  if (rule !== undefined && hasPredicates(rule))
    looks.push({ checks: rule, subject: subjectOf(hearing, tool, args), tool, rule })
  return looks
}

function hasPredicates({ require, denyIf }: CompiledChecks): boolean {
  return require.length > 0 || denyIf.length > 0
}

/** `require` wants each predicate to hold, `deny_if` wants none to: the first that fails denies. */
function predicateVerdict(hearing: Hearing, looks: readonly Look[], mood: Mood): Verdict | undefined {
  const list = mood === 'require' ? 'require' : 'denyIf'
  for (const look of looks)
    for (const predicate of look.checks[list]) {
      const seen = lookAt(predicate, look.subject, mood, look.tool.name)
      hearing.trail.push(seen)
      if (seen.held !== (mood === 'require')) return predicateDenial(predicate, seen, mood, look)
    }
  return undefined
}

function predicateDenial(
  predicate: CompiledPredicate,
  seen: SeenPredicate,
  mood: Mood,
  { tool, rule }: Look,
): Verdict {
  const { conditions, on_deny } = predicate.source
  const failed = conditions[seen.conditions.length - 1]
  const why =
    mood === 'require'
      ? `${quote(tool.name)} requires that ${failed === undefined ? 'nothing' : conditionWords(failed)}`
      : conditions.length === 0
        ? `the policy always denies ${quote(tool.name)}`
        : `${quote(tool.name)} is denied when ${predicateWords(conditions)}`
  const remedy = remedyOf(mood, conditions, failed)
  const message = on_deny ?? rule?.source.reason ?? sentence(why)
  const verdict: Verdict = { outcome: 'deny', rule: predicate.pointer, message }
  return remedy === undefined ? verdict : { ...verdict, remedy }
}

function remedyOf(
  mood: Mood,
  conditions: readonly Condition[],
  failed: Condition | undefined,
): string | undefined {
  if (failed === undefined) return undefined
  const wanted = mood === 'require' ? conditionWords(failed) : conditions.map(negatedWords).join(' or ')
  return `It would pass if ${wanted}.`
}

/** Limits come before a person is asked, so that nobody is asked about a call that has no room. */
function limitVerdict(hearing: Hearing, call: LogicalCall): Verdict {
  const refused = reserveFor(hearing.ledger, claimsOf(hearing, call), hearing)
  if (refused !== undefined) return { outcome: 'deny', ...refused }
  return approvalVerdict(hearing, call) ?? allowed(call.tool)
}

function claimsOf({ policy }: Hearing, call: LogicalCall): Claim[] {
  const claims: Claim[] = []
  claim(claims, policy.allTools, call.arguments)
  for (const outer of call.outers) {
    const around = restriction(outer.tool)
    if (around !== undefined) claim(claims, around, outer.arguments)
  }
  if (call.tool.rule !== undefined) claim(claims, call.tool.rule, call.arguments)
  return claims
}

function claim(claims: Claim[], { limits, echoes }: CompiledChecks, args: JsonObject): void {
  for (const limit of limits) claims.push({ limit, arguments: args })
  for (const limit of echoes) claims.push({ limit, arguments: args })
}

function approvalVerdict(hearing: Hearing, call: LogicalCall): Verdict | undefined {
  let first: Verdict | undefined
  for (const outer of call.outers) {
    const rule = restriction(outer.tool)
    if (rule !== undefined) first = bothApprovals(first, askFor(hearing, outer, rule))
  }
  const rule = call.tool.rule
  return rule === undefined ? first : bothApprovals(first, askFor(hearing, call, rule))
}

function bothApprovals(a: Verdict | undefined, b: Verdict | undefined): Verdict | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const approval = bothNeeds(a.approval, b.approval)
  return approval === undefined ? a : { ...a, approval }
}

function askFor(
  hearing: Hearing,
  { tool, arguments: args }: Pick<LogicalCall, 'tool' | 'arguments'>,
  rule: CompiledRule,
): Verdict | undefined {
  if (rule.action === 'require_approval') return held(tool, rule, `${rule.pointer}/action`)
  if (rule.approveIf.length === 0) return undefined
  const subject = subjectOf(hearing, tool, args)
  for (const predicate of rule.approveIf) {
    const seen = lookAt(predicate, subject, 'guard', tool.name)
    hearing.trail.push(seen)
    if (seen.held) return held(tool, rule, predicate.pointer, predicate)
  }
  return undefined
}

function held(tool: Resolved, rule: CompiledRule, pointer: string, predicate?: CompiledPredicate): Verdict {
  const when =
    predicate === undefined || predicate.source.conditions.length === 0
      ? ''
      : ` when ${predicateWords(predicate.source.conditions)}`
  const message =
    rule.source.reason ?? `${quote(tool.name)} needs the approval of ${approversWords(rule.approval)}${when}.`
  return { outcome: 'approval', rule: pointer, message, approval: rule.approval }
}

function allowed({ allowed: { rule, message } }: Resolved): Verdict {
  return { outcome: 'allow', rule, message }
}
