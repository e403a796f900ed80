import type { JsoncMember, JsoncNode, JsoncObject } from '#std/jsonc'
import { pointerOf } from '#std/pointer'
import type { Finding } from './problem.ts'

/** Names that stand twice in one object once their escapes are read, and the name that no object may have. */
export function badNames(root: JsoncNode): Finding[] {
  const findings: Finding[] = []
  look(root, [], findings)
  return findings
}

/** `path` is where the node stands; it is shared by the whole walk and only read when there is something to tell. */
function look(node: JsoncNode, path: (string | number)[], findings: Finding[]): void {
  if (node.kind === 'scalar') return
  if (node.kind === 'object') {
    lookAtNames(node, path, findings)
    for (const { name, value } of node.members) if (value.kind !== 'scalar') within(name, value)
  } else for (const [index, item] of node.items.entries()) within(index, item)

  function within(step: string | number, inner: JsoncNode): void {
    path.push(step)
    look(inner, path, findings)
    path.pop()
  }
}

function lookAtNames(
  { members }: JsoncObject,
  path: readonly (string | number)[],
  findings: Finding[],
): void {
  const seen = members.length > few ? new Set<string>() : undefined
  members.forEach((member, index) => {
    const { name } = member
    const isTwice = seen === undefined ? isAmong(members, name, index) : seen.has(name)
    seen?.add(name)
    if (name === '__proto__')
      findings.push(finding(member, path, 'forbidden_key', '`__proto__` may not be a name'))
    else if (isTwice) findings.push(finding(member, path, 'duplicate_key', `\`${name}\` stands here twice`))
  })
}

/** Up to so many members are compared one by one: that is quicker than a set. */
const few = 8

function isAmong(members: readonly JsoncMember[], name: string, before: number): boolean {
  for (let at = 0; at < before; at += 1) if (members[at]?.name === name) return true
  return false
}

function finding(
  { name, nameStart, nameEnd }: JsoncMember,
  path: readonly (string | number)[],
  code: 'forbidden_key' | 'duplicate_key',
  message: string,
): Finding {
  const span = { offset: nameStart, length: nameEnd - nameStart }
  return { code, message, pointer: pointerOf([...path, name]), span }
}
