import { type CompiledPolicy, compile, describe } from '#policy'
import { isGlob } from '#std/glob'

const withoutNames = new WeakMap<CompiledPolicy, CompiledPolicy>()

/** The policy as it were if no tool had a rule of its own. */
function inherited(policy: CompiledPolicy): CompiledPolicy {
  let bare = withoutNames.get(policy)
  if (bare === undefined) {
    const patterns = Object.entries(policy.document.tools ?? {}).filter(([name]) => isGlob(name))
    bare = compile({ ...policy.document, tools: Object.fromEntries(patterns) }, policy.inventory)
    withoutNames.set(policy, bare)
  }
  return bare
}

/** What would become of a tool without its own rule, as a sentence, and what would then speak for it. */
export function inheritedWords(policy: CompiledPolicy, tool: string): string {
  const bare = inherited(policy)
  const { by, rule, category } = bare.resolve(tool)
  const sentence = describe(bare, tool)
  if (by === 'pattern') return `${sentence} That is what the pattern \`${rule?.key ?? ''}\` says.`
  if (by === 'class') return `${sentence} That is what the class ${category ?? ''} says.`
  return sentence
}
