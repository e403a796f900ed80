/**
 * `npm run conformance`: the official suite against our own dual-era fixture, then against the same fixture behind the
 * built product, reached over streamable HTTP, stdio, HTTP+SSE and a program that is shared. Whatever the server passes by itself it must pass
 * through the gateway, check by check, but for what stands in `transport-limits.ts`; else the command exits with 1.
 * Then the client leg (`client-leg.ts`): the suite's servers behind the gateway, spoken to by the official client.
 * All that the suite wrote is kept in `out/conformance`, with the tables in `tables.txt`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { signUpAt } from '../account.ts'
import { openWorld } from '../world.ts'
import { playDirect, playedRevisions, playThrough } from './client-leg.ts'
import { differences, isPassed, judge } from './compare.ts'
import { type Kind, kinds } from './kinds.ts'
import { type Product, runDirect, runThrough } from './server-leg.ts'
import { type Column, tableText } from './table.ts'
import { ownIntroduction, transportLimits } from './transport-limits.ts'

const out = resolve(import.meta.dirname, '../../out/conformance')

interface Part {
  readonly revision: string
  readonly kinds: readonly Kind[]
  /** Scenarios that the fixture itself has to pass, so that nothing is lost before the gateway. */
  readonly bar: number
}

const parts: readonly Part[] = [
  { revision: '2025-06-18', kinds: ['http', 'sse'], bar: 27 },
  { revision: '2025-11-25', kinds, bar: 33 },
  // Sessionless, so only where the server can be: elsewhere its clients fall back.
  { revision: '2026-07-28', kinds: ['http'], bar: 50 },
]

const said: string[] = []
function say(text: string): void {
  said.push(text)
  process.stdout.write(`${text}\n`)
}

const nothing = { expected: [], unexpected: [], stale: [] }

async function columnsOf(product: Product, { revision, kinds }: Part): Promise<Column[]> {
  const running = runDirect({ revision, out })
  const through = kinds.map(async (kind) => {
    const findings = await runThrough(product, kind, { revision, out })
    const direct = await running
    // A limit says nothing of a scenario that the revision does not have.
    const limits = transportLimits[kind].filter(({ scenario }) => direct.has(scenario))
    return { name: kind, findings, verdict: judge(differences(direct, findings), limits) }
  })
  const direct = { name: 'direct', findings: await running, verdict: nothing }
  return [direct, ...(await Promise.all(through))]
}

/** Says what a way lost; answers whether it lost nothing. */
function report(direct: Column, column: Column): boolean {
  const passed = (one: Column) => [...one.findings].filter(([, checks]) => isPassed(checks))
  const { expected, unexpected, stale } = column.verdict
  const failing = passed(direct).filter(([scenario]) => !isPassed(column.findings.get(scenario)))
  // What differs just as is written down is given up, for the reason that stands there.
  const isGivenUp = (name: string) =>
    expected.some(({ scenario }) => scenario === name) &&
    !unexpected.some(({ scenario }) => scenario === name)
  const lost = failing.filter(([scenario]) => !isGivenUp(scenario))
  const made = [...column.findings.values()].flat().length
  say(
    `${column.name}: ${passed(column).length} of ${column.findings.size} scenarios pass, ${failing.length - lost.length} given up, ${lost.length} lost; of ${made} checks ${unexpected.length} differ, ${expected.length} more as the transport must`,
  )
  for (const [scenario] of lost) say(`  lost: ${scenario}`)
  for (const { scenario, check, direct: before, through, said: why } of unexpected)
    say(
      `  ${scenario}: ${check}: ${before} → ${through}${why === undefined ? '' : ` (${why.slice(0, 300)})`}`,
    )
  for (const one of stale) say(`  no longer a limit of this transport: ${one}`)
  return lost.length + unexpected.length + stale.length === 0
}

async function serverLeg(product: Product): Promise<boolean> {
  let isGood = true
  for (const part of parts) {
    const columns = await columnsOf(product, part)
    const [direct, ...through] = columns
    if (direct === undefined) return false
    say(`\nServers of ${part.revision}\n\n${tableText(columns)}\n`)
    const passed = [...direct.findings.values()].filter(isPassed).length
    if (passed < part.bar) say(`the fixture itself passes ${passed} scenarios, and not ${part.bar}`)
    isGood = through.map((column) => report(direct, column)).every(Boolean) && passed >= part.bar && isGood
  }
  return isGood
}

async function clientLeg(product: Product): Promise<boolean> {
  let isGood = true
  for (const revision of playedRevisions) {
    const findings = await playDirect({ revision, out })
    const through = await playThrough(product, { revision, out })
    const direct = { name: 'direct', findings, verdict: nothing }
    const verdict = judge(differences(findings, through), ownIntroduction[revision] ?? [])
    const column = { name: 'http', findings: through, verdict }
    say(`\nClients of ${revision}\n\n${tableText([direct, column])}\n`)
    const failing = [...findings].filter(([, checks]) => !isPassed(checks))
    for (const [scenario] of failing) say(`the client itself fails ${scenario}`)
    isGood = report(direct, column) && failing.length === 0 && isGood
  }
  return isGood
}

async function main(): Promise<void> {
  const startedAt = performance.now()
  await rm(out, { recursive: true, force: true })
  const world = await openWorld()
  try {
    const product = { origin: world.origin, account: await signUpAt(world.origin, 'conformance') }
    const isServed = await serverLeg(product)
    const isPlayed = await clientLeg(product)
    if (!isServed || !isPlayed) process.exitCode = 1
  } finally {
    await world.end()
  }
  say(
    `\n${process.exitCode === 1 ? 'Lost something' : 'Nothing lost'}, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  )
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'tables.txt'), `${said.join('\n').trim()}\n`)
}

await main()
