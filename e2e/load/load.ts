import { once } from 'node:events'
import { z } from 'zod'
import { type Started, startProgram } from './program.ts'
import type { Target } from './targets.ts'

const Ran = z.object({ calls: z.number(), ms: z.number(), p50: z.number(), p99: z.number() })
/** What came of it: how many calls in how many milliseconds, and how long one took. */
export type Ran = z.infer<typeof Ran>

const Said = z.union([z.object({ error: z.string() }), z.object({ answer: z.unknown() })])

/** What the load client is to do. */
export interface Run {
  readonly sessions: number
  readonly ms: number
  readonly atMost?: number
  /** Ask for the list, which must hold so many tools, in place of calling. */
  readonly tools?: number
}

/** The load client: one process for all targets, so that it is as warm for the last as for the first. */
export class Load {
  readonly #client: Started

  private constructor(client: Started) {
    this.#client = client
  }

  static async start(): Promise<Load> {
    return new Load(await startProgram('client', 'load'))
  }

  async open({ name, url, headers }: Target, sessions: number): Promise<void> {
    await this.#tell({ kind: 'open', target: name, url, headers, sessions })
  }

  async run({ name }: Target, run: Run): Promise<Ran> {
    return Ran.parse(await this.#tell({ kind: 'run', target: name, ...run }))
  }

  async close({ name }: Target): Promise<void> {
    await this.#tell({ kind: 'close', target: name })
  }

  async #tell(command: object): Promise<unknown> {
    this.#client.child.send(command)
    const [message] = await once(this.#client.child, 'message')
    const said = Said.parse(message)
    if ('error' in said) throw new Error(said.error)
    return said.answer
  }

  stop(): Promise<void> {
    return this.#client.stop()
  }
}
