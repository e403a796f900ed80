import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { z } from 'zod'

/** A server on standard input and output. */
export interface Program {
  readonly command: string
  readonly args: string[]
  readonly env?: Record<string, string>
}

const Answer = z.object({ id: z.literal('list'), result: z.object({ tools: z.array(z.unknown()) }) })
const initialize = {
  jsonrpc: '2.0',
  id: 'initialize',
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'word-for-word', version: '1.0.0' },
  },
}
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }
const list = { jsonrpc: '2.0', id: 'list', method: 'tools/list' }

/** The tools that a server lists, with nothing read into them, asked without anybody between. */
export async function listDirectly({ command, args, env = {} }: Program): Promise<unknown[]> {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(command, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const say = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`)
  say(initialize)
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('"id":"initialize"')) {
        say(initialized)
        say(list)
      } else if (line.includes('"id":"list"')) return Answer.parse(JSON.parse(line)).result.tools
    }
    throw new Error(`${command} ${args.join(' ')} ended without a list`)
  } finally {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
}

/** The same, asked through a grant. */
export async function listThrough(url: string, token: string): Promise<unknown[]> {
  const headers = new Headers({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  })
  const post = async (message: object) => {
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) })
    const session = answer.headers.get('mcp-session-id')
    if (session !== null) headers.set('mcp-session-id', session)
    return answer.text()
  }
  await post(initialize)
  await post(initialized)
  const answered = await post(list)
  const data = answered.startsWith('{') ? answered : answered.match(/^data: (\{.*"id":"list".*)$/m)?.[1]
  return Answer.parse(JSON.parse(data ?? answered)).result.tools
}
