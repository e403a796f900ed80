import type { CompiledPolicy, Condition, Decision, PolicyAction, Predicate, ToolRule } from '#policy'
import { isGlob } from '#std/glob'
import type { Json, JsonObject } from '#std/json'
import { pointerOf, pointerSteps } from '#std/pointer'
import { seenValues } from '../../calls/call-values.ts'
import { conditionWords } from '../../model/rule-words.ts'
import { withOwnRule } from '../../rule/own-rule.ts'

/** One change by which a call that was stopped would not have been by the same rule, and calls like it neither. */
export interface Way {
  /** What is let through, for a button: "Where `reach` is `web`". */
  readonly words: string
  readonly actions: readonly PolicyAction[]
}

/** A call that a policy stops, and where. */
export interface Stopped {
  readonly policy: CompiledPolicy
  readonly tool: string
  readonly decision: Pick<Decision, 'rule' | 'trail'>
  /** Null = its values were not kept. */
  readonly args: JsonObject | null
}

/** More are a list to search in, and the rule itself is the better place. */
const mostWays = 8
/** A condition on a whole letter would never hold again. */
const longest = 120

/**
 * How a rule could be told that a call was fine, the narrowest change for each value of the call. Nothing for a limit, which
 * says nothing of a single call, and for what is hidden, which no condition opens.
 */
export function waysThrough(stopped: Stopped): Way[] {
  const place = placeOf(stopped)
  if (place === undefined) return []
  const { list, index, pointer, begin, rule } = place
  if (list === 'action') return actionWays(place, stopped.args)
  const predicate = rule[list]?.[index]
  if (predicate === undefined) return []
  const at = `${pointer}/${list}/${index}`
  const ways = list === 'require' ? widened(predicate, at, stopped) : excepted(predicate, at, stopped.args)
  return ways.map(({ words, actions }) => ({ words, actions: [...begin, ...actions] }))
}

type List = 'require' | 'deny_if' | 'approve_if'

interface Place {
  readonly list: List | 'action'
  readonly index: number
  /** Of the rule that is changed: the tool's own, which begins with what a pattern or a class says. */
  readonly pointer: string
  readonly begin: readonly PolicyAction[]
  readonly rule: ToolRule
}

function placeOf({ policy, tool, decision }: Stopped): Place | undefined {
  const { tools = {}, all_tools: every = {} } = policy.document
  const [section, name = '', list = '', index = ''] = pointerSteps(decision.rule)
  if (section === 'all_tools') return placed(name, list, { pointer: '/all_tools', begin: [], rule: every })
  const isOwn = section === 'tools' && !isGlob(name)
  // What a dispatcher's rule looks at are the outer arguments, which are not the ones of this call.
  if (isOwn && name !== tool && policy.dispatchers.has(name)) return undefined
  if (section !== 'tools' && section !== 'risk' && decision.rule !== '(default deny)') return undefined
  const inherited = policy.resolve(tool).rule?.source ?? { action: 'deny' as const }
  const rule = isOwn ? tools[name] : inherited
  if (rule === undefined) return undefined
  return placed(section === undefined ? 'action' : list, index, {
    pointer: pointerOf(['tools', isOwn ? name : tool]),
    begin: isOwn ? [] : withOwnRule(policy, tool),
    rule,
  })
}

function placed(
  list: string,
  index: string,
  rest: Pick<Place, 'pointer' | 'begin' | 'rule'>,
): Place | undefined {
  if (list !== 'action' && list !== 'require' && list !== 'deny_if' && list !== 'approve_if') return undefined
  return { list, index: Number(index), ...rest }
}

/** What is denied or asked whatever it says becomes so only where it says something else. */
function actionWays({ pointer, begin, rule: { action } }: Place, args: JsonObject | null): Way[] {
  if (action === 'hide') return []
  const opened: PolicyAction[] = [...begin, { kind: 'remove', pointer: `${pointer}/action` }]
  const ways = scalars(args).map(({ path, value }): Way => {
    const only: Condition = { path, op: 'eq', value }
    const other: Condition = { path, op: 'neq', value }
    const added: PolicyAction =
      action === 'require_approval'
        ? { kind: 'set', pointer: `${pointer}/approve_if/-`, value: jsonOf({ conditions: [other] }) }
        : { kind: 'set', pointer: `${pointer}/require/-`, value: jsonOf({ conditions: [only] }) }
    return { words: `Only where ${conditionWords(only)}`, actions: [...opened, added] }
  })
  return [...ways, { words: 'Always', actions: opened }]
}

/** A reason to stop that does not hold where the call says what this one said. */
function excepted({ conditions, on_deny }: Predicate, at: string, args: JsonObject | null): Way[] {
  return scalars(args).flatMap(({ path, value }) => {
    const looked = conditions.find((one) => one.path === path && (one.op === 'neq' || one.op === 'not_in'))
    const others = conditions.filter((one) => one !== looked)
    const except: Condition =
      looked === undefined
        ? { path, op: 'neq', value }
        : { path, op: 'not_in', value: [...listed(looked), value] }
    const written = { conditions: [...others, except], ...(on_deny !== undefined && { on_deny }) }
    return {
      words: `Where ${conditionWords({ path, op: 'eq', value })}`,
      actions: [{ kind: 'set', pointer: at, value: jsonOf(written) }],
    }
  })
}

/** What is required becomes as much wider as this call needs where it first failed. */
function widened({ conditions }: Predicate, at: string, { decision, args }: Stopped): Way[] {
  const failed = decision.trail
    .find(({ pointer, held }) => !held && pointer === decision.rule)
    ?.conditions.find(({ held }) => !held)
  const place = Number(pointerSteps(failed?.pointer ?? '').at(-1))
  const condition = conditions[place]
  const seen = seenValues(args ?? {}).find(({ path }) => path === condition?.path)
  const wider = condition && seen && widerCondition(condition, seen.value)
  if (wider === undefined) return []
  return [
    {
      words: `Where ${conditionWords(wider)}`,
      actions: [{ kind: 'set', pointer: `${at}/conditions/${place}`, value: plain(wider) }],
    },
  ]
}

function widerCondition({ path, op, value: asked }: Condition, value: Json): Condition | undefined {
  if (!isScalar(value)) return undefined
  if (op === 'eq' || op === 'in') {
    const known = listed({ path, op, value: asked })
    return typeof known[0] === typeof value ? { path, op: 'in', value: [...known, value] } : undefined
  }
  if (typeof value !== 'number') return undefined
  if (op === 'lt' || op === 'lte') return { path, op: 'lte', value }
  return op === 'gt' || op === 'gte' ? { path, op: 'gte', value } : undefined
}

function listed({ value }: Condition): Condition['value'][] {
  return Array.isArray(value) ? value : [value]
}

function scalars(args: JsonObject | null): { readonly path: string; readonly value: Scalar }[] {
  return seenValues(args ?? {})
    .flatMap(({ path, value }) =>
      isScalar(value) && String(value).length <= longest ? [{ path, value }] : [],
    )
    .slice(0, mostWays)
}

/** A value that a condition compares as it stands. */
type Scalar = string | number | boolean

function isScalar(value: Json): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function jsonOf({ conditions, on_deny }: Predicate): Json {
  const written = conditions.map(plain)
  return on_deny === undefined ? { conditions: written } : { conditions: written, on_deny }
}

function plain({ path, op, value }: Condition): JsonObject {
  return { path, op, value }
}
