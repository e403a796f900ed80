import type { Category } from '#risk'
import { actionsOf, qualified } from './dispatch.ts'
import type { Inventory, InventoryTool } from './inventory.ts'
import { print } from './print.ts'
import type { Limit, PolicyDocument, ToolRule } from './schema.ts'

/** The rule that a tool of a class should have, before anyone knows better. */
export function recommendRule(tool: string, category: Category): ToolRule {
  switch (category) {
    case 'read':
      return {}
    case 'write':
      return { limits: [callLimit(tool, 30)] }
    case 'execute':
      return { limits: [callLimit(tool, 10)] }
    case 'destructive':
    case 'financial':
      return { action: 'require_approval' }
  }
}

/** A limit on the calls of one tool in a minute, with the counter that is named after it. */
export function callLimit(tool: string, max: number): Limit {
  return { counter: `${tool.toLowerCase()}_rate`, window: 'minute', max, scope: 'grant' }
}

/** A policy for a whole server: every tool, and every virtual tool of its dispatchers, gets the rule of its class. */
export function recommend(inventory: Inventory): PolicyDocument {
  const byName = new Map(inventory.tools.map((tool) => [tool.definition.name, tool]))
  const actions = new Map((inventory.dispatchers ?? []).map((one) => [one.tool, actionsOf(one, byName)]))
  // A rule that names a dispatcher never allows what it runs, so its actions have rules instead.
  const plain = inventory.tools
    .filter(({ definition }) => !actions.get(definition.name)?.length)
    .map(ruleEntry)
  const virtual = [...actions].flatMap(([dispatcher, own]) =>
    own.map((action) => {
      const [name, rule] = ruleEntry(action)
      return [byName.has(name) ? qualified(dispatcher, name) : name, rule] as const
    }),
  )
  return { version: '1', default: 'deny', tools: Object.fromEntries([...plain, ...virtual]) }
}

function ruleEntry({ definition, category }: InventoryTool): readonly [string, ToolRule] {
  return [definition.name, recommendRule(definition.name, category)]
}

/** The text of `recommend`. */
export function recommendText(inventory: Inventory): string {
  return print(recommend(inventory))
}

/** The policy with the one rule that a tool's own page shows. */
export function recommendTool(tool: string, category: Category): PolicyDocument {
  return { version: '1', default: 'deny', tools: Object.fromEntries([[tool, recommendRule(tool, category)]]) }
}
