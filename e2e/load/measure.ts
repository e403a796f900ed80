import { countStolen } from '../stolen-time.ts'
import type { Load, Ran, Run } from './load.ts'
import { shownTools } from './product.ts'
import { cpuOf, memoryOf } from './program.ts'
import { toolCount } from './programs/echo.ts'
import { median } from './statistics.ts'
import { peers, type Target, type TargetName } from './targets.ts'

export const loads = [1, 16, 64] as const
const most = Math.max(...loads)
const memorySessions = 400
const memoryCalls = 50_000

/** All that was measured of one target, a value a round. */
export interface Measured {
  readonly name: TargetName
  /** Calls a second, by the number of sessions. */
  readonly perSecond: Readonly<Record<(typeof loads)[number], readonly number[]>>
  /** Of one call at one session, in milliseconds. */
  readonly p50: readonly number[]
  /** Processor time of one call at the most sessions, in microseconds, and how much of its core that filled. */
  readonly cpu: readonly number[]
  readonly busy: readonly number[]
  /** Of one list at one session, in milliseconds. */
  readonly list: readonly number[]
  /** Bytes, after `memoryCalls` over `memorySessions`. */
  readonly memory: number
}

type Growing = {
  -readonly [Key in keyof Measured]: Measured[Key] extends readonly number[] ? number[] : Measured[Key]
} & {
  perSecond: Record<(typeof loads)[number], number[]>
}

/** What a round is: how long each part of it lasts. */
export interface Timing {
  readonly rounds: number
  readonly ms: number
}

function isCompared(name: TargetName): boolean {
  return name === 'bare' || name === 'sallyport'
}

/** Memory first, while the process is fresh, which warms it up besides. */
async function prepared(load: Load, target: Target): Promise<Growing> {
  let memory = Number.NaN
  if (isCompared(target.name)) {
    await load.open(target, memorySessions)
    await load.run(target, { sessions: memorySessions, ms: 60_000, atMost: memoryCalls })
    memory = memoryOf(target.pid)
    await load.close(target)
  }
  await load.open(target, most)
  target.opened?.()
  await load.run(target, { sessions: most, ms: peers.includes(target.name) ? 1_500 : 700 })
  return {
    name: target.name,
    perSecond: { 1: [], 16: [], 64: [] },
    p50: [],
    cpu: [],
    busy: [],
    list: [],
    memory,
  }
}

interface Part extends Ran {
  /** Processor time of the target, in microseconds. */
  readonly cpu: number
  /** From 0 to 1. */
  readonly stolen: number
}

async function once(load: Load, target: Target, run: Run): Promise<Part> {
  const before = cpuOf(target.pid)
  const stolen = countStolen()
  const ran = await load.run(target, run)
  return { ...ran, cpu: cpuOf(target.pid) - before, stolen: stolen() ?? 0 }
}

/** A figure got while the host gave more of this machine's time to others than this tells of them. */
const mostStolen = 0.02
const attempts = 3

/** Measured again where it was disturbed; of several attempts the calmest counts, whatever it says. */
async function calm(load: Load, target: Target, run: Run): Promise<Part> {
  let best = await once(load, target, run)
  for (let more = 1; more < attempts && best.stolen > mostStolen; more += 1) {
    const again = await once(load, target, run)
    if (again.stolen < best.stolen) best = again
  }
  return best
}

async function round(load: Load, target: Target, into: Growing, ms: number): Promise<void> {
  for (const sessions of loads) {
    const ran = await calm(load, target, { sessions, ms })
    into.perSecond[sessions].push((ran.calls * 1000) / ran.ms)
    if (sessions === 1) into.p50.push(ran.p50)
    if (sessions !== most) continue
    into.cpu.push(ran.cpu / ran.calls)
    into.busy.push(ran.cpu / 1000 / ran.ms)
  }
  if (!isCompared(target.name) && target.name !== 'direct') return
  const tools = target.name === 'sallyport' ? shownTools : toolCount
  into.list.push((await calm(load, target, { sessions: 1, ms: ms / 2, tools })).p50)
}

/** Round after round, each target in each: what else the machine does meets all of them alike. */
export async function measure(
  load: Load,
  targets: readonly Target[],
  { rounds, ms }: Timing,
): Promise<readonly Measured[]> {
  const measured: { target: Target; into: Growing }[] = []
  for (const target of targets) measured.push({ target, into: await prepared(load, target) })
  for (let at = 0; at < rounds; at += 1)
    for (const { target, into } of measured) await round(load, target, into, ms)
  return measured.map(({ into }) => into)
}

export function medianOf(
  measured: readonly Measured[],
  name: TargetName,
  pick: (one: Measured) => readonly number[],
): number {
  const one = measured.find((other) => other.name === name)
  return one === undefined ? Number.NaN : median(pick(one))
}
