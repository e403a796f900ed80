import { type Condition, parse } from '#policy'
import { isJsonObject, type Json } from '#std/json'
import { pointerSteps } from '#std/pointer'

/** One argument as it is shown: its name, its value as a text, and whether the rule looked at it. */
export interface ArgumentRow {
  readonly name: string
  readonly value: string
  readonly hot: boolean
}

/** The arguments of a call, those that the rule looked at first. What is no object is shown as it was written. */
export function argumentRows(text: string, conditions: readonly Condition[]): ArgumentRow[] {
  const parsed = parsedArguments(text)
  if (!isJsonObject(parsed)) return text === '' ? [] : [{ name: 'arguments', value: text, hot: false }]
  const looked = new Set(conditions.flatMap(({ path }) => firstStep(path) ?? []))
  const rows = Object.entries(parsed).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
    hot: looked.has(name),
  }))
  return [...rows.filter(({ hot }) => hot), ...rows.filter(({ hot }) => !hot)]
}

function parsedArguments(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function firstStep(path: string): string | undefined {
  const match = /^args(?:\.([^.[\]"\s]+)|\["((?:[^"\\]|\\.)*)"\])/.exec(path)
  return match?.[1] ?? match?.[2]
}

/** The conditions at a rule's pointer in a policy's text, such as `/tools/x/approve_if/0`; none where it asks always. */
export function askingConditions(policyText: string, rule: string): readonly Condition[] {
  const steps = pointerSteps(rule)
  const [section, key, list, index] = steps
  if (list !== 'approve_if' || index === undefined || key === undefined) return []
  const { document } = parse(policyText)
  const rules: Readonly<
    Record<string, { approve_if?: readonly { conditions: readonly Condition[] }[] | undefined }>
  > = (section === 'tools' ? document?.tools : section === 'risk' ? document?.risk : undefined) ?? {}
  return rules[key]?.approve_if?.[Number(index)]?.conditions ?? []
}

/** What a call gave for a condition's plain path, as a text; nothing for a path with `[*]` or one that leads nowhere. */
export function valueAt(text: string, path: string): string | undefined {
  if (!/^args(\.[^.[\]"\s]+)+$/.test(path)) return undefined
  let value: Json | undefined = parsedArguments(text)
  for (const step of path.split('.').slice(1)) {
    if (!isJsonObject(value) || !Object.hasOwn(value, step)) return undefined
    value = value[step]
  }
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value)
}
