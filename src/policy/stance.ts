import type { CompiledLimit } from './compile-rule.ts'
import type { ApprovalNeed } from './decision.ts'
import type { Default, Scope, ToolRule } from './schema.ts'
import { denials, isCovered, questions, type Stop } from './stops.ts'

/** What a change does to agents: lets them do more, something else, less, or the same. */
export type Direction = 'looser' | 'changed' | 'stricter' | 'neutral'

/** Looser first: any loosening makes the whole looser, for that is what a reviewer must not miss. */
export const directions: readonly Direction[] = ['looser', 'changed', 'stricter', 'neutral']

/** The direction of several together. */
export function gravest(parts: readonly Direction[]): Direction {
  return directions.find((direction) => parts.includes(direction)) ?? 'neutral'
}

/** A limit and the tools whose calls are in its count. */
export interface Quota {
  readonly limit: CompiledLimit
  readonly tools: ReadonlySet<string>
}

/** What a policy does with the calls of a tool, taken apart so that two can be compared. */
export interface Stance {
  /** Whether a call can get through at all. */
  readonly door: 'open' | 'deny' | 'hide'
  readonly denials: readonly Stop[]
  readonly questions: readonly Stop[]
  readonly quotas: readonly Quota[]
  readonly approval: ApprovalNeed | undefined
}

const open: Stance = { door: 'open', denials: [], questions: [], quotas: [], approval: undefined }
export const denied: Stance = { ...open, door: 'deny' }
export const hidden: Stance = { ...open, door: 'hide' }

/** The stance where no rule speaks. */
export function defaultStance(byDefault: Default): Stance {
  return byDefault === 'allow' ? open : denied
}

/** The stance of a rule, or of what is judged for every call. */
export function ruleStance(
  source: ToolRule,
  quotas: readonly Quota[],
  approval: ApprovalNeed | undefined,
): Stance {
  if (source.action === 'hide') return hidden
  if (source.action === 'deny' || source.deny_if?.some(({ conditions }) => conditions.length === 0))
    return denied
  const asked = questions(source)
  return {
    door: 'open',
    denials: denials(source),
    questions: asked,
    quotas,
    approval: asked.length === 0 ? undefined : approval,
  }
}

/** Stricter only where it is sure that no call is decided more leniently; in doubt it is looser. */
export function directionOf(from: Stance, to: Stance): Direction {
  if (isLooser(from, to)) return 'looser'
  return gravest([isLooser(to, from) ? 'stricter' : 'neutral', approvalDirection(from.approval, to.approval)])
}

const doors = ['open', 'deny', 'hide'] as const

function isLooser(from: Stance, to: Stance): boolean {
  const step = doors.indexOf(to.door) - doors.indexOf(from.door)
  if (step !== 0 || to.door !== 'open') return step < 0
  const stopped = [...to.denials, ...to.questions]
  return (
    from.denials.some((stop) => !isCovered(stop, to.denials)) ||
    from.questions.some((stop) => !isCovered(stop, stopped)) ||
    from.quotas.some((quota) => !to.quotas.some((other) => isAsTight(other, quota)))
  )
}

/** From the fewest calls in one count to the most. */
const scopes: readonly Scope[] = ['session', 'grant', 'server', 'workspace']

/** Whether a quota leaves no room where another has none. */
function isAsTight(quota: Quota, other: Quota): boolean {
  const [one, two] = [quota.limit, other.limit]
  return (
    one.max <= two.max &&
    one.windowMs >= two.windowMs &&
    scopes.indexOf(one.scope) >= scopes.indexOf(two.scope) &&
    one.sum?.path === two.sum?.path &&
    (counterOf(one) === counterOf(two) || [...other.tools].every((tool) => quota.tools.has(tool)))
  )
}

/** The name that limits share to share a count, whatever their windows. */
export function counterOf({ name }: CompiledLimit): string {
  return name.slice(name.indexOf('/') + 1)
}

/** More people who may decide, or fewer who must, is looser; other people are neither. */
function approvalDirection(from: ApprovalNeed | undefined, to: ApprovalNeed | undefined): Direction {
  if (from === undefined || to === undefined) return 'neutral'
  const come = to.approvers.some((approver) => !from.approvers.includes(approver))
  const gone = from.approvers.some((approver) => !to.approvers.includes(approver))
  if (to.count < from.count || (come && !gone)) return 'looser'
  if (come || to.timeout !== from.timeout) return 'changed'
  return gone || to.count > from.count ? 'stricter' : 'neutral'
}
