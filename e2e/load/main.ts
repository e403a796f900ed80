import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { countStolen } from '../stolen-time.ts'
import { barsOf, isMet } from './bars.ts'
import { Load } from './load.ts'
import { type Measured, measure } from './measure.ts'
import { canPin, cores, root, startProgram } from './program.ts'
import { figures, verdicts } from './report.ts'
import { type Found, startTarget, type Target, targetNames } from './targets.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    ms: { type: 'string', default: '600' },
    /** Only these, besides the upstream itself; a bar that needs another is then not measured. */
    only: { type: 'string' },
  },
})

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function keep(measured: readonly Measured[], bars: ReturnType<typeof barsOf>): string {
  const folder = join(root, 'out/bench')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'load.json')
  const at = new Date().toISOString()
  writeFileSync(
    path,
    `${JSON.stringify({ at, load: loadavg(), isPinned: canPin, bars, measured }, null, 2)}\n`,
  )
  return path
}

function wanted(): readonly (typeof targetNames)[number][] {
  const only = values.only?.split(',')
  return targetNames.filter((name) => name === 'direct' || (only?.includes(name) ?? true))
}

async function bench(): Promise<boolean> {
  say(
    canPin
      ? `The proxy under test has core ${cores.tested} to itself, load client and upstream share core ${cores.load}.`
      : 'Nothing is pinned to a core (taskset and two cores are needed), so the figures are rough.',
  )
  say(
    `Load of the machine at the start: ${loadavg()
      .map((one) => one.toFixed(2))
      .join(' ')}`,
  )
  const stolen = countStolen()
  const upstream = await startProgram('upstream', 'load')
  const load = await Load.start()
  const found: Found[] = []
  for (const name of wanted()) found.push(await startTarget(name, upstream))
  const targets = found.filter((one): one is Target => 'url' in one)
  for (const one of found) if ('absent' in one) say(`Without ${one.name}: ${one.absent}.`)
  const measured = await measure(load, targets, { rounds: Number(values.rounds), ms: Number(values.ms) })
  for (const target of targets) await target.check?.()
  const bars = barsOf(measured)
  say(`\n${figures(measured)}\n\n${verdicts(bars)}\n`)
  const share = stolen()
  if (share !== undefined)
    say(`Of the time that this machine wanted, its host gave ${Math.round(share * 100)} % to others.`)
  say(
    `Load of the machine at the end: ${loadavg()
      .map((one) => one.toFixed(2))
      .join(' ')}`,
  )
  say(`All figures: ${keep(measured, bars)}`)
  await load.stop()
  for (const target of targets) await target.stop()
  await upstream.stop()
  return bars.every(isMet)
}

process.exit((await bench()) ? 0 : 1)
