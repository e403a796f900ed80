import type { CompiledPolicy, Resolved } from './compile.ts'
import type { CompiledDispatcher } from './dispatch.ts'

/** Whether `tools/list` shows a tool. `unlisted` ones are shown only where the server lists everything. */
export type Listing = 'listed' | 'hidden' | 'unlisted'

/** What `tools/list` does with a tool. An explicitly denied tool stays listed; a dispatcher is, if it can run something. */
export function listing(policy: CompiledPolicy, tool: string): Listing {
  const resolved = policy.resolve(tool)
  if (isHidden(resolved)) return 'hidden'
  if (resolved.rule !== undefined || policy.default === 'allow') return 'listed'
  const dispatcher = policy.dispatchers.get(tool)
  return dispatcher !== undefined && canRunSomething(policy, dispatcher) ? 'listed' : 'unlisted'
}

/** Whether a tool is hidden, by an entry of `hide` or by the action of its rule. */
export function isHidden({ hiddenBy, rule }: Resolved): boolean {
  return hiddenBy !== undefined || rule?.action === 'hide'
}

/** Whether some rule names what the dispatcher may run: without that it would be listed in vain. */
function canRunSomething(policy: CompiledPolicy, dispatcher: CompiledDispatcher): boolean {
  const isNamed = (resolved: Resolved) => resolved.rule !== undefined && !isHidden(resolved)
  if (dispatcher.actions.size > 0)
    return [...dispatcher.actions.keys()].some((action) => isNamed(policy.resolveInner(dispatcher, action)))
  // Its names are open: any rule may be meant for one of them.
  const others = policy.inventory.tools.filter(({ definition }) => !policy.dispatchers.has(definition.name))
  return (
    policy.rules.some((rule) => rule.section === 'tools' && rule.action !== 'hide') ||
    others.some(({ definition }) => isNamed(policy.resolve(definition.name)))
  )
}
