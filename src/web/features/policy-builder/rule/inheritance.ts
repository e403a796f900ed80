import { type CompiledPolicy, compile, describe, type ToolRule } from '#policy'
import { isGlob } from '#std/glob'

/** What would become of a tool without the rule of a name, as a sentence, and what would then speak for it. */
export function inheritedWords(policy: CompiledPolicy, tool: string, without: string): string {
  const bare = compile({ ...policy.document, tools: rulesFor(policy, tool, without) }, policy.inventory)
  const { by, rule, category } = bare.resolve(tool)
  const sentence = describe(bare, tool)
  if (by === 'name' || by === 'pattern') return `${sentence} That is what \`${rule?.key ?? ''}\` says.`
  if (by === 'class') return `${sentence} That is what the class ${category ?? ''} says.`
  return sentence
}

/**
 * The rules that could speak for one tool: patterns, and for a virtual tool that of its action. The thousands of others are
 * left out, for they are none of its business and this is asked with every edit.
 */
function rulesFor({ document }: CompiledPolicy, tool: string, without: string): Record<string, ToolRule> {
  const inner = tool.slice(tool.indexOf(':') + 1)
  const rules = Object.entries(document.tools ?? {})
  return Object.fromEntries(
    rules.filter(([name]) => name !== without && (isGlob(name) || name === tool || name === inner)),
  )
}
