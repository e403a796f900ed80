import type { JsoncNode, JsoncObject } from '#std/jsonc'
import { pointerStep } from '#std/pointer'
import type { Finding } from './problem.ts'

/** Names that stand twice in one object once their escapes are read, and the name that no object may have. */
export function badNames(root: JsoncNode): Finding[] {
  const findings: Finding[] = []
  look(root, '', findings)
  return findings
}

function look(node: JsoncNode, pointer: string, findings: Finding[]): void {
  if (node.kind === 'list')
    node.items.forEach((item, index) => {
      if (item.kind !== 'scalar') look(item, pointer + pointerStep(index), findings)
    })
  else if (node.kind === 'object') lookAtNames(node, pointer, findings)
}

function lookAtNames(node: JsoncObject, pointer: string, findings: Finding[]): void {
  const seen = new Set<string>()
  for (const { name, nameStart, nameEnd, value } of node.members) {
    const at = {
      pointer: pointer + pointerStep(name),
      span: { offset: nameStart, length: nameEnd - nameStart },
    }
    if (name === '__proto__')
      findings.push({ code: 'forbidden_key', message: '`__proto__` may not be a name', ...at })
    else if (seen.has(name))
      findings.push({ code: 'duplicate_key', message: `\`${name}\` stands here twice`, ...at })
    seen.add(name)
    if (value.kind !== 'scalar') look(value, at.pointer, findings)
  }
}
