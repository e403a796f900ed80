import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { z } from 'zod'
import { findChromium } from '../../src/cli/chromium.mjs'
import { signUp } from '../fixtures.ts'
import { openGate } from '../gate.ts'
import { countStolen } from '../stolen-time.ts'
import { startReplay } from '../upstreams/replay.ts'
import { freePort, openWorld, said } from '../world.ts'
import { benchPolicy, benchTools } from './tools.ts'

// npm run lighthouse -- FOLDER [--tools 600] [--runs 5] [--mobile]: the builder, signed in, code pane closed.
// Lighthouse is not a dependency of ours: FOLDER is where `npm install lighthouse` was run.
const [folder = '', ...argv] = process.argv.slice(2)
const after = (name: string) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined)
const count = Number(after('--tools') ?? 600)
const runs = Number(after('--runs') ?? 5)
const mobile = argv.includes('--mobile')

const Audit = z.looseObject({
  id: z.string(),
  title: z.string(),
  score: z.number().nullable(),
  scoreDisplayMode: z.string(),
  numericValue: z.number().optional(),
  displayValue: z.string().optional(),
})
const Report = z.looseObject({
  categories: z.record(
    z.string(),
    z.looseObject({ score: z.number().nullable(), auditRefs: z.array(z.looseObject({ id: z.string() })) }),
  ),
  audits: z.record(z.string(), Audit),
})
const Lighthouse = z.looseObject({ default: z.custom<Run>((value) => typeof value === 'function') })
const Config = z.looseObject({ default: z.looseObject({}) })
type Run = (url: string, flags: object, config?: object) => Promise<{ lhr: unknown } | undefined>
type Report = z.infer<typeof Report>

const installed = join(folder, 'node_modules', 'lighthouse')
if (folder === '' || !existsSync(installed)) {
  process.stdout.write(
    'lighthouse is not installed there; run `npm install lighthouse` in a folder and name it\n',
  )
  process.exit(0)
}
const load = (path: string): Promise<unknown> => import(pathToFileURL(join(installed, path)).href)
const lighthouse = Lighthouse.parse(await load('core/index.js')).default
const config = mobile ? undefined : Config.parse(await load('core/config/desktop-config.js')).default

const executablePath = findChromium()
if (executablePath === undefined) throw new Error('no Chromium: run `npm test`, which installs one')
const profile = await mkdtemp(join(tmpdir(), 'sallyport-lighthouse-'))
const port = await freePort()
const world = await openWorld()
const { tools } = benchTools(count)
const upstream = await startReplay(tools)
const reports: Report[] = []
const stolen = countStolen()
let browser: ChildProcess | undefined
try {
  const url = await signedInBuilder(executablePath)
  browser = await openBrowser(executablePath)
  for (let run = 0; run < runs; run += 1) {
    const flags = { port, disableStorageReset: true, logLevel: 'error', output: 'json' }
    const answer = await lighthouse(url, flags, config)
    reports.push(Report.parse(answer?.lhr))
  }
} finally {
  if (browser?.kill() === true) await once(browser, 'exit')
  await world.end()
  await upstream.end()
  await rm(profile, { recursive: true, force: true })
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const lines = [`${count} tools, ${mobile ? 'mobile' : 'desktop'}, median of ${runs}`]
for (const category of ['performance', 'accessibility', 'best-practices'])
  lines.push(
    `${category.padEnd(26)} ${median(reports.map((one) => (one.categories[category]?.score ?? 0) * 100)).toFixed(0)}`,
  )
const timings = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
  'speed-index',
  'total-byte-weight',
]
for (const id of timings)
  lines.push(
    `${id.padEnd(26)} ${median(reports.map((one) => one.audits[id]?.numericValue ?? Number.NaN)).toFixed(id === 'cumulative-layout-shift' ? 3 : 0)}`,
  )
const share = stolen()
if (share !== undefined) lines.push(`${(share * 100).toFixed(0)} % of the machine's time went to others`)
process.stdout.write(`${[...lines, ...shortfalls(reports.at(-1))].join('\n')}\n`)

/** Signs up in the browser's own profile, which keeps the session, and tells where the builder is. */
async function signedInBuilder(executablePath: string): Promise<string> {
  const args = ['--no-sandbox', '--disable-gpu']
  const context = await chromium.launchPersistentContext(profile, { executablePath, args })
  const account = await signUp(world, context)
  const gate = await openGate(account, 'Bench', { kind: 'http', url: upstream.url }, benchPolicy(tools))
  await context.close()
  return `${world.origin}/servers/${gate.serverId}/policies/${gate.policyId}`
}

/** A browser that nobody but Lighthouse drives: whoever else listens compiles and runs scripts of its own in each page. */
async function openBrowser(executablePath: string): Promise<ChildProcess> {
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--password-store=basic',
    '--use-mock-keychain',
  ]
  const child = spawn(
    executablePath,
    [...args, '--no-first-run', `--user-data-dir=${profile}`, `--remote-debugging-port=${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  await said(child, /^DevTools listening on/)
  return child
}

/** What the last run found wanting. */
function shortfalls(report: Report | undefined): string[] {
  const wanted = ['performance', 'accessibility', 'best-practices'].flatMap(
    (category) => report?.categories[category]?.auditRefs.map(({ id }) => id) ?? [],
  )
  return [...new Set(wanted)].flatMap((id) => {
    const audit = report?.audits[id]
    return audit === undefined || audit.score === null || audit.score >= 0.9
      ? []
      : [`  ${audit.score.toFixed(2)} ${id}: ${audit.title} ${audit.displayValue ?? ''}`.trimEnd()]
  })
}
