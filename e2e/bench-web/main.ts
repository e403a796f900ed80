import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type CDPSession, chromium } from '@playwright/test'
import { findChromium } from '../../src/cli/chromium.mjs'
import { signUp } from '../fixtures.ts'
import { countStolen } from '../stolen-time.ts'
import { openWorld } from '../world.ts'
import { type Measured, measure } from './journey.ts'
import { linesOf, missed } from './table.ts'

// npm run bench:web [-- --tools 5000] [--profile FOLDER]: the built dashboard, measured inside the page.
// Ends with 1 when a bar of the design (ux.md §5, points 5, 6, 8, 9, 11, 12, 14, 15) is missed.
const argv = process.argv.slice(2)
const after = (name: string) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined)
const folder = after('--profile')
const counts = after('--tools')?.split(',').map(Number) ?? [600, 5000]

const executablePath = findChromium()
if (executablePath === undefined) throw new Error('no Chromium: run `npm test`, which installs one')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const world = await openWorld()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
const results: Measured[] = []
const stolen = countStolen()
try {
  const account = await signUp(world, context)
  for (const count of counts) {
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    const watch = folder === undefined ? plainly : profiling(await profiler(context, page), folder, count)
    results.push(await measure({ account, page, origin: world.origin, count, watch }))
    await page.close()
  }
} finally {
  await browser.close()
  await world.end()
}
const load = loadavg().map((one) => one.toFixed(2))
const share = stolen()
const taken = share === undefined ? '' : `, ${(share * 100).toFixed(0)} % of its time went to others`
process.stdout.write(`${linesOf(results).join('\n')}\n\nload of the machine: ${load.join(' ')}${taken}\n`)
process.exitCode = results.some((result) => missed(result).length > 0) ? 1 : 0

function plainly(_name: string, work: () => Promise<void>): Promise<void> {
  return work()
}

async function profiler(context: BrowserContext, page: Parameters<BrowserContext['newCDPSession']>[0]) {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Profiler.enable')
  await devtools.send('Profiler.setSamplingInterval', { interval: 500 })
  return devtools
}

/** Writes what ran, for the Performance panel of any Chromium. */
function profiling(devtools: CDPSession, folder: string, count: number) {
  return async (name: string, work: () => Promise<void>): Promise<void> => {
    await devtools.send('Profiler.start')
    await work()
    const { profile } = await devtools.send('Profiler.stop')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${count}-${name}.cpuprofile`), JSON.stringify(profile))
  }
}
