import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ToolAnnotations, ToolDefinition } from '#mcp/tool'
import { type Category, categories, compareCategories } from './category.ts'
import { classify, classifyAll } from './classify.ts'
import type { Judgement } from './judgement.ts'

/** Real servers and labels stand beside the repository where it is developed, and nowhere else. */
const shared = join(import.meta.dirname, '../../../shared')
const absent = !existsSync(join(shared, 'risk/dev.labels.tsv'))
const reason = 'the folder ../shared with real servers is not there'

interface Labelled {
  readonly server: string
  readonly tool: ToolDefinition
  readonly label: Category
  readonly also: string
  readonly got: Judgement
}

function categoryNamed(text: string): Category {
  const found = categories.find((each) => each === text.toLowerCase())
  if (found === undefined) throw new Error(`no category \`${text}\``)
  return found
}

function toolsOf(file: string): readonly ToolDefinition[] {
  const list = JSON.parse(readFileSync(join(shared, 'servers', file), 'utf8'))
  return Array.isArray(list) ? list : list.tools
}

function tableOf(file: string): string[][] {
  const lines = readFileSync(join(shared, 'risk', file), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.slice(1).map((line) => line.split('\t'))
}

function readLabelled(): readonly Labelled[] {
  const judged = new Map<string, readonly [ToolDefinition, Judgement]>()
  for (const file of readdirSync(join(shared, 'servers')).filter((name) => name.endsWith('.tools.json'))) {
    const server = file.slice(0, -'.tools.json'.length)
    const tools = toolsOf(file)
    for (const [index, judgement] of classifyAll(tools, { server }).entries()) {
      const tool = tools[index]
      if (tool !== undefined) judged.set(`${server} ${tool.name}`, [tool, judgement])
    }
  }
  return tableOf('dev.labels.tsv').flatMap(([, server = '', name = '', label = '', also = '']) => {
    const found = judged.get(`${server} ${name}`)
    if (found === undefined) return []
    return [{ server, tool: found[0], label: categoryNamed(label), also: also.toLowerCase(), got: found[1] }]
  })
}

const labelled = absent ? [] : readLabelled()

/** Rows: what the labeller says; columns: what was judged. */
function confusion(rows: readonly Labelled[]): string {
  const cell = (label: Category, got: Category) =>
    rows.filter((row) => row.label === label && row.got.category === got).length
  const lines = categories.map((label) =>
    [label.padEnd(12), ...categories.map((got) => String(cell(label, got)).padStart(12))].join(''),
  )
  const head = ''.padEnd(12) + categories.map((got) => got.padStart(12)).join('')
  const wrong = rows
    .filter((row) => !isWithin(row))
    .map((row) => `${row.server} ${row.tool.name}: ${row.label}, not ${row.got.category}`)
  return ['', head, ...lines, ...wrong].join('\n')
}

function isWithin(row: Labelled): boolean {
  return row.got.category === row.label || row.got.category === row.also
}

/** Five folds of servers: no weight is fitted, so a fold only shows how even the rules are. */
function fold(server: string): number {
  return [...server].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % 5
}

describe('the labelled tools of real servers', () => {
  test.for([0, 1, 2, 3, 4])('fold %i meets the bars', (number, { skip }) => {
    skip(absent, reason)
    const rows = labelled.filter((row) => fold(row.server) === number)
    const plain = rows.filter((row) => row.also === '')
    const exact = plain.filter((row) => row.got.category === row.label).length / plain.length
    expect(exact, confusion(rows)).toBeGreaterThanOrEqual(0.93)
    expect(rows.filter(isWithin).length / rows.length, confusion(rows)).toBeGreaterThanOrEqual(0.97)
  })

  test('none that destroys or runs something is called read', ({ skip }) => {
    skip(absent, reason)
    const dangerous = labelled.filter((row) => row.label === 'destructive' || row.label === 'execute')
    expect(dangerous.filter((row) => row.got.category === 'read').map((row) => row.tool.name)).toEqual([])
  })

  test('hints alone never lower a class, whatever they claim', ({ skip }) => {
    skip(absent, reason)
    const claims: readonly (ToolAnnotations | null)[] = [
      { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      { readOnlyHint: false, destructiveHint: true },
      { readOnlyHint: true },
      null,
    ]
    const lowered = labelled.flatMap(({ server, tool, got }) =>
      [...claims, flipped(tool.annotations)]
        .map((annotations) => classify({ ...tool, annotations }, { server }).category)
        .filter((category) => compareCategories(category, got.category) < 0)
        .map((category) => `${server} ${tool.name}: ${got.category} became ${category}`),
    )
    expect(lowered).toEqual([])
  })
})

function flipped(annotations: ToolAnnotations | null | undefined): ToolAnnotations {
  return {
    readOnlyHint: annotations?.readOnlyHint !== true,
    destructiveHint: annotations?.destructiveHint !== true,
    idempotentHint: annotations?.idempotentHint !== true,
    openWorldHint: annotations?.openWorldHint !== true,
  }
}

describe('the published classes of another vendor', () => {
  // Those of its financial rows that move no money (risk.md, Data), and those that it missed.
  const mistaken = new Set(['linear_transferIssue', 'high_refund_ratio', 'send_message'])
  const missed = new Set(['send_funds', 'send_tokens'])

  test('every tool that moves money is called financial', ({ skip }) => {
    skip(absent, reason)
    const wrong = tableOf('vendor.tsv').flatMap(([server = '', name = '', description = '', label]) => {
      if (!(label === 'Financial' && !mistaken.has(name)) && !missed.has(name)) return []
      const { category } = classify({ name, description }, { server })
      return category === 'financial' ? [] : [`${name}: ${category}`]
    })
    expect(wrong).toEqual([])
  })

  test('issues, ratios and screens are not money, nor are log-outs destruction', ({ skip }) => {
    skip(absent, reason)
    const of = (wanted: string) => {
      const row = tableOf('vendor.tsv').find(([, name]) => name === wanted)
      const [server = '', name = '', description = ''] = row ?? []
      return classify({ name, description }, { server }).category
    }
    expect(
      ['linear_transferIssue', 'high_refund_ratio', 'policy_register', 'clear_display', 'logout'].map(of),
    ).toEqual(['write', 'read', 'read', 'write', 'write'])
    expect(['app_logs', 'deploy_status'].map(of)).toEqual(['read', 'read'])
  })
})

describe('a dispatcher with 278 actions', () => {
  test('is as grave as the worst of them, and each has a class of its own', ({ skip }) => {
    skip(absent, reason)
    const [tool] = toolsOf('truenas-mcp.tools.json')
    const actions = toolsOf('truenas-mcp.actions.json')
    if (tool === undefined) throw new Error('no tool')
    const whole = classify(tool, { server: 'truenas', actions: new Map([[tool.name, actions]]) })
    expect(whole.category).toBe('destructive')
    expect(whole.evidence[0]?.where).toBe('actions')
    const classes = new Map(
      classifyAll(actions, { server: 'truenas' }).map((each, index) => [actions[index]?.name, each.category]),
    )
    const wanted: Readonly<Record<string, Category>> = {
      iscsi_sessions: 'read',
      update_check: 'read',
      update_config: 'read',
      vm_status: 'read',
      update_config_set: 'write',
      snapshot_clone: 'write',
      service_restart: 'execute',
      system_reboot: 'execute',
      pool_export: 'destructive',
      snapshot_rollback: 'destructive',
      disk_wipe: 'destructive',
      truenas_api_call: 'destructive',
    }
    for (const [name, category] of Object.entries(wanted))
      expect([name, classes.get(name)]).toEqual([name, category])
    expect(
      [...classes]
        .filter(([name = '']) => name.endsWith('_delete'))
        .every(([, each]) => each === 'destructive'),
    ).toBe(true)
    expect([...classes].filter(([, category]) => category === 'financial')).toEqual([])
  })
})

test('the five tools of the first catalogue pages come out right', ({ skip }) => {
  skip(absent, reason)
  const files = ['fortimanager-mcp', 'ooda', 'llm-cli-gateway']
  const found = new Map(
    files.flatMap((server) => {
      const tools = toolsOf(`${server}.tools.json`)
      return classifyAll(tools, { server }).map((each, index) => [tools[index]?.name, each.category] as const)
    }),
  )
  const names = ['get_active_user_sessions', 'list_sessions', 'session_list', 'session_set_active']
  expect(names.map((name) => found.get(name))).toEqual(['read', 'read', 'read', 'write'])
})
