import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Tools = z.array(z.looseObject({ name: z.string() }))
export type Tool = z.infer<typeof Tools>[number]

const folder = join(import.meta.dirname, '../../../shared/servers')

/** So many tools: the real lists that stand beside the checkout joined, or made ones where there are none. */
export function benchTools(count: number): { readonly tools: readonly Tool[]; readonly source: string } {
  const real = existsSync(folder) ? realTools() : []
  const from = real.length > 0 ? real : madeTools()
  const named = new Map<string, Tool>()
  for (let round = 1; named.size < count; round += 1) {
    for (const tool of from) {
      const name = round === 1 ? tool.name : `${tool.name.slice(0, 58)}_${round}`
      if (named.size < count && !named.has(name)) named.set(name, { ...tool, name })
    }
  }
  return { tools: [...named.values()], source: real.length > 0 ? 'real lists, joined' : 'made lists' }
}

/** The one of 576 tools first: it is what 600 are. */
function realTools(): Tool[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.tools.json'))
  const large = files.filter((name) => name.startsWith('fortimanager'))
  return [...large, ...files.filter((name) => !large.includes(name))].flatMap((name) =>
    Tools.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  )
}

const verbs = ['get', 'list', 'create', 'update', 'delete', 'run', 'pay']
const things = ['device', 'route', 'user', 'policy', 'invoice', 'backup', 'zone', 'queue', 'report', 'key']

function madeTools(): Tool[] {
  return verbs.flatMap((verb) =>
    things.map((thing) => ({
      name: `${verb}_${thing}`,
      description: `Has the server ${verb} one ${thing}, or several by a filter. `.repeat(6),
      inputSchema: {
        type: 'object',
        properties: Object.fromEntries(
          ['id', 'name', 'filter', 'limit'].map((name) => [name, { type: 'string', description: name }]),
        ),
        required: ['id'],
      },
    })),
  )
}

/** A policy that names every tool, by rules of all kinds. */
export function benchPolicy(tools: readonly Tool[]): object {
  const rules = [
    {},
    { action: 'deny' },
    { action: 'require_approval' },
    { limits: [{ counter: 'shared_rate', window: 'minute', max: 30, scope: 'grant' }] },
    { reason: 'Ask the team on duty.', action: 'deny' },
  ]
  return {
    version: '1',
    default: 'deny',
    tools: Object.fromEntries(tools.map(({ name }, index) => [name, rules[index % rules.length]])),
  }
}

/** A filter that finds exactly so many: names by how they begin. */
export function filterOf(tools: readonly Tool[], count: number): string {
  const groups = new Map<string, number>()
  for (const { name } of tools) {
    const start = name.slice(0, 4).toLowerCase()
    if (/^[a-z0-9_-]+$/.test(start)) groups.set(start, (groups.get(start) ?? 0) + 1)
  }
  // Which sums can be had, and by which groups: small numbers, so a plain table will do.
  const ways = new Map<number, readonly string[]>([[0, []]])
  for (const [start, size] of [...groups].sort((a, b) => b[1] - a[1]))
    for (const [sum, starts] of [...ways].reverse())
      if (sum + size <= count && !ways.has(sum + size)) ways.set(sum + size, [...starts, start])
  const best = ways.get(Math.max(...ways.keys())) ?? []
  return `name:/^(${best.join('|')})/`
}
