import { z } from 'zod'
import { ClientSession } from './client-session.ts'

/** What the bench says to the load client, over the channel between the two processes. */
const Command = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('open'),
    target: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    sessions: z.number(),
  }),
  z.object({
    kind: z.literal('run'),
    target: z.string(),
    sessions: z.number(),
    /** How many tools a list must hold; calls, when absent. */
    tools: z.number().optional(),
    ms: z.number(),
    atMost: z.number().optional(),
  }),
  z.object({ kind: z.literal('close'), target: z.string() }),
])

const open = new Map<string, ClientSession[]>()

async function openAll({
  target,
  url,
  headers,
  sessions,
}: Extract<z.infer<typeof Command>, { kind: 'open' }>) {
  const all: ClientSession[] = []
  while (all.length < sessions) all.push(await ClientSession.open({ url, headers }))
  open.set(target, all)
  return {}
}

function run({
  target,
  sessions,
  tools,
  ms,
  atMost = Number.POSITIVE_INFINITY,
}: Extract<z.infer<typeof Command>, { kind: 'run' }>) {
  return new Promise((resolve, reject) => {
    const all = (open.get(target) ?? []).slice(0, sessions)
    const took: number[] = []
    const startedAt = performance.now()
    let [begun, running] = [0, 0]
    const finish = () => {
      const sorted = took.toSorted((a, b) => a - b)
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
      resolve({ calls: took.length, ms: performance.now() - startedAt, p50: at(0.5), p99: at(0.99) })
    }
    const next = (session: ClientSession) => {
      const before = performance.now()
      if (before - startedAt >= ms || begun >= atMost) {
        if (running === 0) finish()
        return
      }
      begun += 1
      running += 1
      const then = (isRight: boolean) => {
        running -= 1
        took.push(performance.now() - before)
        if (isRight) next(session)
        else reject(new Error(`${target} gave a wrong answer`))
      }
      if (tools === undefined) session.call(then)
      else session.list(tools, then)
    }
    for (const session of all) session.onBroken((error) => reject(new Error(`${target}: ${error.message}`)))
    for (const session of all) next(session)
  })
}

async function obey(command: z.infer<typeof Command>): Promise<unknown> {
  if (command.kind === 'open') return openAll(command)
  if (command.kind === 'run') return run(command)
  for (const session of open.get(command.target) ?? []) session.close()
  open.delete(command.target)
  return {}
}

process.on('message', (message) => {
  obey(Command.parse(message)).then(
    (answer) => process.send?.({ answer }),
    (error: Error) => process.send?.({ error: error.message }),
  )
})
process.on('disconnect', () => process.exit(0))
process.stdout.write('ready at the channel\n')
