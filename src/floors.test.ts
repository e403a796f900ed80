import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const src = import.meta.dirname

/** The law: a room imports only what is drawn beneath it. Rooms of the web are named with their folder. */
const floors: Readonly<Record<string, readonly string[]>> = {
  std: [],
  mcp: ['std'],
  risk: ['std', 'mcp'],
  policy: ['std', 'mcp', 'risk'],
  model: ['std', 'mcp', 'risk', 'policy'],
  contract: ['std', 'mcp', 'risk', 'policy', 'model'],
  platform: ['std'],
  storage: ['std', 'mcp', 'risk', 'policy', 'model', 'platform'],
  gateway: ['std', 'mcp', 'risk', 'policy', 'model', 'platform', 'storage'],
  api: ['std', 'mcp', 'risk', 'policy', 'model', 'contract', 'platform', 'storage'],
  'web/ui': ['std'],
  'web/data': ['std', 'mcp', 'risk', 'policy', 'model', 'contract', 'web/paths.ts'],
  'web/features': ['std', 'mcp', 'risk', 'policy', 'model', 'web/ui', 'web/data', 'web/paths.ts'],
  web: ['std', 'model', 'web/ui', 'web/data', 'web/features', 'web/paths.ts'],
  cli: ['std', 'mcp', 'risk', 'policy', 'model', 'contract', 'platform', 'storage', 'gateway', 'api'],
}

/** Only the room that composes the process opens a storage driver. */
const drivers = /^storage\/(sqlite|postgres|redis)\//

const pattern =
  /(?:^|[;}\s])(?:import|export)\s*(?:[^'"();]*?from\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sourceFiles(path)
    return /\.(ts|tsx|mjs)$/.test(name) && !/\.(test|bench)\.tsx?$/.test(name) ? [path] : []
  })
}

function roomOf(path: string): string {
  const [room = '', inner = ''] = path.split('/')
  if (room !== 'web') return room
  return inner === 'ui' || inner === 'data' || inner === 'features' ? `web/${inner}` : 'web'
}

function target(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return relative(src, resolve(dirname(join(src, file)), specifier))
  return undefined
}

function trespass(file: string, specifier: string): string | undefined {
  const to = target(file, specifier)
  if (to === undefined) return undefined
  const from = roomOf(file)
  const room = roomOf(to)
  const crossing = specifier.startsWith('.') && room !== from
  if (crossing && !(from === 'web' && room.startsWith('web/')) && to !== 'web/paths.ts')
    return `${file} leaves its room by a relative path: ${specifier}`
  if (from === 'web/features' && room === 'web/features') {
    const feature = (path: string) => path.split('/')[2]
    return feature(to) === feature(file) ? undefined : `${file} imports another feature: ${specifier}`
  }
  if (drivers.test(`${to}/`) && from !== 'cli' && from !== 'storage')
    return `${file} opens a storage driver: ${specifier}`
  if (room === from) return undefined
  const allowed = floors[from]
  if (allowed === undefined) return `${file} stands in no known room`
  return allowed.includes(room) || allowed.includes(to) ? undefined : `${file} imports ${specifier}`
}

const files = sourceFiles(src)
  .map((path) => relative(src, path))
  .filter((path) => path.includes('/') && !/^storage\/.*suite\.ts$/.test(path))

function imports(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '')
}

test('a room imports only what is drawn beneath it', () => {
  const found = files.flatMap((file) => imports(file).flatMap((specifier) => trespass(file, specifier) ?? []))
  expect(found).toEqual([])
})

test('every folder of src is a known room', () => {
  const rooms = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory())
  expect(rooms.filter((room) => !(room in floors))).toEqual([])
})

test('a door is re-exports only, at most 40 lines', () => {
  for (const door of files.filter((file) => file.endsWith('/index.ts') && !drivers.test(file))) {
    const lines = readFileSync(join(src, door), 'utf8').split('\n')
    expect(lines.length, door).toBeLessThanOrEqual(41)
  }
})

/** The net is tested too: a law whose test lets everything through is no law. */
test.each([
  ['policy/evaluate.ts', '#storage'],
  ['gateway/pipeline.ts', '#api'],
  ['api/handle.ts', '#gateway'],
  ['api/handle.ts', '../gateway/index.ts'],
  ['web/ui/button.tsx', '#model/server'],
  ['web/features/servers/page.tsx', '#web/features/approvals/page.tsx'],
  ['web/features/servers/page.tsx', '../approvals/page.tsx'],
  ['web/data/servers.ts', '#web/features/servers/page.tsx'],
  ['gateway/pipeline.ts', '#storage/sqlite'],
  ['risk/classify.ts', '#policy'],
  ['attic/a.ts', '#std/result'],
])('%s may not import %s', (file, specifier) => {
  expect(trespass(file, specifier)).toBeDefined()
})
