// A server on stdin and stdout that lists the tools in a file and answers every call, of any name, as a success: its
// number among the calls that arrived, and the name. It has the manners of real ones: a banner, a log line that looks
// like a request and comes before the answer to `initialize`, as told a slow start or a list that grows, and a tool
// named `die` that ends it in the middle of the call.
// Plain JavaScript, since it is started some 150 times and so starts in less than half the time.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [file = '', manner = ''] = process.argv.slice(2)
/** @type {unknown[]} */
const tools = JSON.parse(readFileSync(file, 'utf8'))
let arrived = 0
let listed = 0

/** @param {object} message */
function say(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function list() {
  listed += 1
  return manner === 'grows' && listed === 1 ? tools.slice(0, -1) : tools
}

/** @param {{ id?: unknown, method?: string, params?: { name?: string, protocolVersion?: string } }} message */
function hear({ id, method, params }) {
  if (id === undefined || method === undefined) return
  if (method === 'initialize') {
    const serverInfo = { name: 'replay', version: '1' }
    const capabilities = { tools: { listChanged: true } }
    say({ id, result: { protocolVersion: params?.protocolVersion, capabilities, serverInfo } })
  } else if (method === 'tools/list') {
    say({ id, result: { tools: list() } })
    if (manner === 'grows' && listed === 1) say({ method: 'notifications/tools/list_changed' })
  } else if (method === 'tools/call' && params?.name === 'die') process.exit(3)
  else if (method === 'tools/call') {
    arrived += 1
    say({ id, result: { content: [{ type: 'text', text: `${arrived} ${params?.name}` }] } })
  } else say({ id, result: {} })
}

process.stdout.write('\u001b[32mReplay server\u001b[0m running on stdio\n[info] ready\n')
say({ id: 'log-1', method: 'logging/message', params: { level: 'info', data: 'starting' } })
const begin = () => createInterface({ input: process.stdin }).on('line', (line) => hear(JSON.parse(line)))
if (manner === 'slow') setTimeout(begin, 600)
else begin()
