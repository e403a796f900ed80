import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { invariant } from '#std/invariant'

export interface Puppets {
  /** A server that is started by a command, and moved from here. */
  readonly transport: {
    readonly kind: 'stdio'
    readonly command: string
    readonly args: string[]
    readonly env: Record<string, string>
  }
  /** Has the program that was started last say a line. */
  say(line: string): void
  /** Hears each line that a program hears and has no answer to. */
  onLine(hear: (line: string) => void): void
  /** Leaves a program without answers of its own. */
  cut(): void
  close(): void
}

const introduction =
  '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"puppet","version":"1"}}'

/** Programs on a pipe whose strings we hold. By themselves they only introduce themselves, and list `tools`. */
export async function openPuppets(tools: () => string): Promise<Puppets> {
  let heard: (line: string) => void = () => undefined
  let last: Socket | undefined
  let isCut = false
  const hear = (socket: Socket, line: string): void => {
    const { id, method }: { id?: unknown; method?: unknown } = JSON.parse(line)
    const answer = (result: string) =>
      socket.write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}\n`)
    // It may come late, and says nothing.
    if (method === 'notifications/initialized') return
    if (isCut) heard(line)
    else if (method === 'initialize') answer(introduction)
    else if (method === 'tools/list') answer(`{"tools":${tools()}}`)
    else heard(line)
  }
  const door = createServer((socket) => {
    last = socket
    let rest = ''
    socket.setNoDelay(true).on('error', () => undefined)
    // Not `readline`: it ends a line at U+2028 too, which JSON may hold.
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(socket, line)
    })
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  invariant(typeof address === 'object' && address !== null, 'a listening server has an address')
  return {
    transport: {
      kind: 'stdio',
      command: process.execPath,
      args: [fileURLToPath(new URL('./puppet.ts', import.meta.url))],
      env: { PUPPET_PORT: String(address.port) },
    },
    say: (line) => last?.write(`${line}\n`),
    onLine: (hear) => {
      heard = hear
    },
    cut: () => {
      isCut = true
    },
    close: () => door.close(),
  }
}
