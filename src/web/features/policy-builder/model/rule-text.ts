import type { ToolRule } from '#policy'
import { canonicalJson, type Json } from '#std/json'

const texts = new WeakMap<ToolRule, string>()

/** One text for all that a rule says, however it is written; empty without a rule. */
export function ruleText(rule: ToolRule | undefined): string {
  if (rule === undefined) return ''
  let text = texts.get(rule)
  if (text === undefined) {
    // Through JSON, which leaves out what is undefined; a parsed rule holds nothing else that JSON does not know.
    const plain: Json = JSON.parse(JSON.stringify(rule))
    text = canonicalJson(plain)
    texts.set(rule, text)
  }
  return text
}
