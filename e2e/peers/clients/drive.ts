// A library of somebody else in a process of its own: connects to the gate that it is given, then lists and calls as
// it is told, a line of JSON each way. Messages of the library itself go to stderr with everything else it says.
import { createInterface } from 'node:readline'
import type { Door, Peer } from './peer.ts'

const libraries: Record<string, () => Promise<{ connect(door: Door): Promise<Peer> }>> = {
  'sdk-v1': () => import('./sdk-v1.ts'),
  'sdk-v2': () => import('./sdk-v2.ts'),
  'ai-sdk': () => import('./ai-sdk.ts'),
  'openai-agents': () => import('./openai-agents.ts'),
  mastra: () => import('./mastra.ts'),
}

interface Told {
  readonly name?: string
  readonly args?: Record<string, unknown>
}

const { GATE_URL: url = '', GATE_TOKEN: token = '' } = process.env
const load = libraries[process.argv[2] ?? '']
if (load === undefined) throw new Error(`which library? One of ${Object.keys(libraries).join(', ')}`)
const { connect } = await load()

async function obey(peer: Peer, { name, args }: Told): Promise<object> {
  return name === undefined ? { names: await peer.list() } : await peer.call(name, args ?? {})
}

const answer = (value: object): undefined => void process.stdout.write(`${JSON.stringify(value)}\n`)
const fail = (error: unknown) => answer({ failed: error instanceof Error ? error.message : String(error) })
const peer = await connect({ url, token }).catch(fail)
if (peer !== undefined) {
  answer({ names: await peer.list() })
  for await (const line of createInterface({ input: process.stdin })) {
    const told: Told = JSON.parse(line)
    await obey(peer, told).then(answer, fail)
  }
}
process.exit(0)
