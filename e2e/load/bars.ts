import { type Measured, medianOf } from './measure.ts'
import { peers } from './targets.ts'

/** One promise about speed, and how it stands. */
export interface Bar {
  readonly what: string
  readonly value: number
  readonly bar: number
  readonly aim?: number
  /** Whether more is better. */
  readonly isFloor: boolean
}

export function isMet({ value, bar, isFloor }: Bar): boolean {
  // What could not be measured for want of a program is named elsewhere, and missed by nobody.
  return Number.isNaN(value) || (isFloor ? value >= bar : value <= bar)
}

/** Every bar is a ratio of medians: the machine's own speed falls out of it. */
export function barsOf(measured: readonly Measured[]): readonly Bar[] {
  const at64 = (one: Measured) => one.perSecond[64]
  const ratio = (to: Measured['name'], pick: (one: Measured) => readonly number[]) =>
    medianOf(measured, 'sallyport', pick) / medianOf(measured, to, pick)
  const added = (name: Measured['name']) =>
    medianOf(measured, name, (one) => one.p50) - medianOf(measured, 'direct', (one) => one.p50)
  const memory = (name: Measured['name']) => measured.find((one) => one.name === name)?.memory ?? Number.NaN
  return [
    {
      what: 'calls a second at 64 sessions, to bare',
      value: ratio('bare', at64),
      bar: 0.75,
      aim: 1.1,
      isFloor: true,
    },
    {
      what: 'added p50 at one session, to nginx',
      value: added('sallyport') / added('nginx'),
      bar: 2.2,
      aim: 1.5,
      isFloor: false,
    },
    ...peers.map((peer) => ({
      what: `calls a second at 64 sessions, to ${peer}`,
      value: ratio(peer, at64),
      bar: 7,
      aim: 10,
      isFloor: true,
    })),
    {
      what: 'p50 of a filtered list of 576 tools, to bare',
      value: ratio('bare', (one) => one.list),
      bar: 1.2,
      isFloor: false,
    },
    {
      what: 'memory after 50,000 calls and 400 sessions, to bare',
      value: memory('sallyport') / memory('bare'),
      bar: 1.5,
      isFloor: false,
    },
  ]
}
