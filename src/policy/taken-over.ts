import { type JsoncMember, type JsoncObject, jsoncValue, memberIndex, memberNamed } from '#std/jsonc'
import { badNames } from './bad-names.ts'
import { mixedCounters } from './mixed-counters.ts'
import type { Parsed } from './parse.ts'
import { PolicyDocument, ToolRule } from './schema.ts'

interface Read {
  readonly text: string
  readonly root: JsoncObject
}

/**
 * The document of a text, made of the rules of an earlier one as far as they are written alike: those are neither validated
 * again nor made anew, so that whoever holds both sees by identity what has changed. Undefined where that does not do, as for
 * any text with an error in it: then the whole is to be read.
 */
export function takenOver(before: Parsed, text: string, root: Parsed['root']): PolicyDocument | undefined {
  if (before.document === undefined || before.root?.kind !== 'object' || root?.kind !== 'object')
    return undefined
  const was = { text: before.text, root: before.root }
  const is = { text, root }
  const rules = toolsOf(root)
  const rulesBefore = toolsOf(was.root)
  if (rules === undefined || rulesBefore === undefined) return undefined
  const rest = restOf(before.document, was, is)
  const tools = rest && toolsTakenOver(before.document, { was, is, rules, rulesBefore })
  if (rest === undefined || tools === undefined) return undefined
  const document = { ...rest, tools }
  return mixedCounters(document).length === 0 ? document : undefined
}

function toolsOf(root: JsoncObject): JsoncObject | undefined {
  const value = memberNamed(root, 'tools')?.value
  return value?.kind === 'object' ? value : undefined
}

function isSame(a: Read, one: JsoncMember, b: Read, other: JsoncMember): boolean {
  const length = one.value.end - one.value.start
  return (
    length === other.value.end - other.value.start &&
    a.text.slice(one.value.start, one.value.end) === b.text.slice(other.value.start, other.value.end)
  )
}

/** All but `tools`: the same object where nothing else was written, else read anew. */
function restOf(document: PolicyDocument, was: Read, is: Read): PolicyDocument | undefined {
  const isUntouched =
    was.root.members.length === is.root.members.length &&
    is.root.members.every((member, index) => {
      const old = was.root.members[index]
      return old?.name === member.name && (member.name === 'tools' || isSame(was, old, is, member))
    })
  if (isUntouched) return document
  const others = { ...is.root, members: is.root.members.map(withoutRules) }
  if (badNames(others).length > 0) return undefined
  return PolicyDocument.safeParse(jsoncValue(others)).data
}

function withoutRules(member: JsoncMember): JsoncMember {
  const { start } = member.value
  return member.name === 'tools'
    ? { ...member, value: { kind: 'object', start, end: start, members: [] } }
    : member
}

interface Rules {
  readonly was: Read
  readonly is: Read
  readonly rules: JsoncObject
  readonly rulesBefore: JsoncObject
}

function toolsTakenOver(
  document: PolicyDocument,
  { was, is, rules, rulesBefore }: Rules,
): Record<string, ToolRule> | undefined {
  const tools: Record<string, ToolRule> = {}
  const names = new Set<string>()
  // Where the rule stood before, seen from where it stands: the same for all behind one that was added or removed.
  let shift = 0
  for (const [index, member] of rules.members.entries()) {
    const { name } = member
    if (rulesBefore.members[index + shift]?.name !== name) {
      const place = memberIndex(rulesBefore, name)
      if (place >= 0) shift = place - index
    }
    const old = rulesBefore.members[index + shift]
    const rule =
      old?.name === name && isSame(was, old, is, member) ? document.tools?.[name] : readRule(member)
    if (rule === undefined || name === '__proto__') return undefined
    tools[name] = rule
    names.add(name)
  }
  return names.size === rules.members.length ? tools : undefined
}

function readRule({ value }: JsoncMember): ToolRule | undefined {
  return badNames(value).length === 0 ? ToolRule.safeParse(jsoncValue(value)).data : undefined
}
