import {
  type JsoncMember,
  type JsoncNode,
  type JsoncObject,
  jsoncValue,
  memberIndex,
  memberNamed,
} from '#std/jsonc'
import { badNames } from './bad-names.ts'
import { mixedCounters } from './mixed-counters.ts'
import type { Parsed } from './parse.ts'
import type { Finding } from './problem.ts'
import { PolicyDocument, ToolRule } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'

interface Read {
  readonly text: string
  readonly root: JsoncObject
}

/** What is sound of a text, and what is to say against the rules that are not. */
export interface TakenOver {
  readonly sound: PolicyDocument
  readonly findings: readonly Finding[]
}

/**
 * The document of a text, made of the rules of an earlier one as far as they are written alike: those are neither validated
 * again nor made anew, so that whoever holds both sees by identity what has changed. Undefined where that does not do, as for
 * any text with an error outside its rules: then the whole is to be read.
 */
export function takenOver(before: Parsed, text: string, root: JsoncNode): TakenOver | undefined {
  if (before.document === undefined || before.root?.kind !== 'object' || root.kind !== 'object')
    return undefined
  const was = { text: before.text, root: before.root }
  const is = { text, root }
  const rest = restOf(before.document, was, is)
  const over = rest && rulesTakenOver(before.document, was, is)
  if (rest === undefined || over === undefined) return undefined
  const sound = { ...rest, tools: over.tools }
  if (over.findings.length === 0 && mixedCounters(sound).length > 0) return undefined
  return { sound, findings: over.findings }
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

function rulesTakenOver(document: PolicyDocument, was: Read, is: Read) {
  const rules = toolsOf(is.root)
  const rulesBefore = toolsOf(was.root)
  if (rules === undefined || rulesBefore === undefined) return undefined
  const tools: Record<string, ToolRule> = {}
  const findings: Finding[] = []
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
    const isTaken = old?.name === name && isSame(was, old, is, member)
    const rule = isTaken ? document.tools?.[name] : readRule(member)
    if (rule !== undefined) tools[name] = rule
    else {
      const problems = problemsOf(member, is.root)
      if (problems === undefined) return undefined
      findings.push(...problems)
    }
    names.add(name)
  }
  return names.size === rules.members.length ? { tools, findings } : undefined
}

function readRule({ name, value }: JsoncMember): ToolRule | undefined {
  if (name === '__proto__' || badNames(value).length > 0) return undefined
  return ToolRule.safeParse(jsoncValue(value)).data
}

/** What the schema says against one rule; names that may not be, or stand twice, are for who reads the whole. */
function problemsOf({ name, value }: JsoncMember, root: JsoncObject): Finding[] | undefined {
  if (name === '__proto__' || badNames(value).length > 0) return undefined
  const alone = { version: '1', default: 'deny', tools: { [name]: jsoncValue(value) } }
  const checked = PolicyDocument.safeParse(alone)
  return checked.success ? undefined : schemaProblems(checked.error, root)
}
