import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { classifyAll } from '#risk'
import { compile } from './compile.ts'
import { detectDispatchers } from './detect.ts'
import type { Inventory } from './inventory.ts'
import { lint } from './lint/lint.ts'
import { listing } from './listing.ts'
import { parse } from './parse.ts'
import { recommendText } from './recommend.ts'

const folder = join(import.meta.dirname, '../../../shared/servers')
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.tools.json')) : []

function inventoryOf(name: string): Inventory {
  const tools = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const judged = classifyAll(tools)
  return {
    tools: tools.map((definition: Inventory['tools'][number]['definition'], at: number) => ({
      definition,
      category: judged[at]?.category ?? 'financial',
    })),
    dispatchers: detectDispatchers(tools),
  }
}

test.skipIf(names.length === 0)(
  'the recommended policy of every real server is sound (skipped without ../shared/servers)',
  () => {
    for (const name of names) {
      const inventory = inventoryOf(name)
      const parsed = parse(recommendText(inventory))
      const problems = lint(parsed, inventory, { now: 0 }).filter(({ severity }) => severity !== 'suggestion')
      expect({ name, problems }).toEqual({ name, problems: [] })
      if (parsed.document === undefined) continue
      const policy = compile(parsed.document, inventory)
      for (const { definition } of inventory.tools)
        expect({ name, tool: definition.name, listing: listing(policy, definition.name) }).toMatchObject({
          listing: 'listed',
        })
    }
  },
)
