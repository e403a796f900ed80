import type { Limit, PolicyDocument, ToolRule } from '#policy'
import { pointerStep } from '#std/pointer'

/** Where else a count is named, by what: `delete_device`, "the class read", "every call". */
export function sharersOf(document: PolicyDocument, counter: string, pointer: string): string[] {
  const sharers: string[] = []
  const look = (limits: readonly Limit[] | undefined, at: string, name: string) => {
    const own = (index: number) => `${at}/limits/${index}` === pointer
    if (limits?.some((limit, index) => limit.counter === counter && !own(index)) === true) sharers.push(name)
  }
  look(document.all_tools?.limits, '/all_tools', 'every call')
  const rules = (section: Record<string, ToolRule | undefined> | undefined, at: string, say: string) => {
    for (const [name, rule] of Object.entries(section ?? {}))
      look(rule?.limits, `${at}${pointerStep(name)}`, `${say}${name}`)
  }
  rules(document.risk, '/risk', 'the class ')
  rules(document.tools, '/tools', '')
  return sharers
}

/** A name for a new count that no other limit of the rule has. */
export function freeCounter(wanted: string, limits: readonly Limit[]): string {
  const taken = new Set(limits.map(({ counter }) => counter))
  let name = wanted
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`
  return name
}
