// A server on stdin and stdout with the oddities of real ones: banners, requests before it is introduced, chatter on stderr.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const tools = [
  { name: 'echo', description: 'Says it again.', inputSchema: { type: 'object' } },
  { name: 'progress', description: 'Reports progress first.', inputSchema: { type: 'object' } },
  { name: 'ask', description: 'Asks the client first.', inputSchema: { type: 'object' } },
  { name: 'environment', description: 'Tells its environment.', inputSchema: {} },
  { name: 'die', description: 'Ends the process.', inputSchema: {} },
  { name: 'hang', description: 'Never answers.', inputSchema: {} },
]
const asked = new Map<string, unknown>()
const lateLists: unknown[] = []
let early = 'none'
let waiting: Message | undefined

function say(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function text(id: unknown, said: string): void {
  say({ id, result: { content: [{ type: 'text', text: said }] } })
}

function call(
  id: unknown,
  params: { name: string; arguments?: object; _meta?: { progressToken?: unknown } },
): void {
  switch (params.name) {
    case 'echo':
      text(id, JSON.stringify(params.arguments))
      break
    case 'progress':
      say({
        method: 'notifications/progress',
        params: { progressToken: params._meta?.progressToken, progress: 1 },
      })
      text(id, 'after progress')
      break
    case 'ask':
      asked.set('q1', id)
      say({ id: 'q1', method: 'roots/list' })
      break
    case 'environment':
      text(id, JSON.stringify({ ...process.env, OWN_PID: process.pid }))
      break
    case 'die':
      if (params.arguments !== undefined && 'heir' in params.arguments)
        spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' })
      process.stderr.write('out of paper\n')
      process.exit(3)
      break
    case 'hang':
      // What was asked to be late comes now.
      for (const late of lateLists.splice(0)) say({ id: late, result: { tools } })
      break
    default:
      say({ id, error: { code: -32602, message: `Unknown tool: ${params.name}` } })
  }
}

interface Message {
  readonly id?: unknown
  readonly method?: string
  readonly params?: { name: string; protocolVersion?: string; cursor?: string }
  readonly result?: unknown
  readonly error?: { readonly code: number }
}

function hear(message: Message): void {
  const { id, method, params } = message
  if (method === undefined) {
    if (id === 'early') {
      early = String(message.error?.code)
      if (waiting !== undefined) hear(waiting)
    } else if (asked.has(String(id)))
      text(asked.get(String(id)), `you said ${JSON.stringify(message.result)}`)
  } else if (method === 'initialize' && early === 'none') waiting = message
  else if (method === 'initialize') {
    const serverInfo = { name: `stdio-fixture early:${early}`, version: '1' }
    say({ id, result: { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo } })
  } else if (method === 'tools/list' && params?.cursor === 'late') lateLists.push(id)
  else if (method === 'tools/list') say({ id, result: { tools } })
  else if (method === 'tools/call' && params !== undefined) call(id, params)
  else if (id !== undefined) say({ id, result: {} })
}

process.stdout.write('Fixture server v1 is running on stdio\n\n{ not json\n')
process.stderr.write(`${'x'.repeat(200_000)}\n`)
say({ id: 'early', method: 'roots/list' })
createInterface({ input: process.stdin }).on('line', (line) => hear(JSON.parse(line)))
