import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Transport } from '../gate.ts'
import { freePort } from '../world.ts'
import { startProduct } from './product.ts'
import { familyOf, findProgram, move, root, type Started, start, startProgram } from './program.ts'

/** Something that answers MCP over HTTP, by way of which the upstream is reached. */
export interface Target {
  readonly name: TargetName
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly pid: number
  /** Told once sessions are open with it. */
  opened?(): void
  /** Asked when all is measured: whether it did what it was measured doing. */
  check?(): Promise<void>
  stop(): Promise<void>
}

export const targetNames = [
  'direct',
  'bare',
  'nginx',
  'sallyport',
  'sallyport-pipe',
  'sdk-proxy',
  'mcp-proxy',
] as const
export type TargetName = (typeof targetNames)[number]

/** Those made of an MCP library, which the gateway must leave far behind. */
export const peers: readonly TargetName[] = ['sdk-proxy', 'mcp-proxy']

/** A target, or why this machine has it not. */
export type Found = Target | { readonly name: TargetName; readonly absent: string }

/** Some say that they are ready, and listen a moment later. */
async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isThere) return
    await setTimeout(100)
  }
  throw new Error(`nothing listens on port ${port}`)
}

function target(name: TargetName, { pid, stop }: Started, url: string): Target {
  return { name, url, headers: {}, pid, stop }
}

async function proxy(name: TargetName & ('bare' | 'sdk-proxy'), upstream: string): Promise<Target> {
  const started = await startProgram(name === 'bare' ? 'bare-proxy' : name, 'tested', [upstream])
  return target(name, started, `${started.at}/mcp`)
}

async function sallyport(name: TargetName, transport: Transport): Promise<Target> {
  const product = await startProduct(transport)
  return {
    name,
    url: product.url,
    headers: { authorization: `Bearer ${product.token}` },
    pid: product.process.pid,
    opened: () => moveChildren(product.process.pid),
    check: () => product.check(),
    stop: () => product.stop(),
  }
}

function nginxSettings(folder: string, port: number, upstream: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ')
  return `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice;
events { worker_connections 4096; }
http {
  access_log off; ${temporary}
  keepalive_requests 100000000;
  upstream mcp { server ${new URL(upstream).host}; keepalive 512; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://mcp; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    }
  }
}
`
}

async function nginx(upstream: string): Promise<Found> {
  const command = findProgram('nginx')
  if (command === undefined) return { name: 'nginx', absent: 'nginx is not installed' }
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-nginx-'))
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), nginxSettings(folder, port, upstream))
  const started = await start({
    command,
    args: ['-p', folder, '-c', join(folder, 'nginx.conf')],
    core: 'tested',
    ready: /using the "epoll" event method|start worker/,
  })
  await listening(port)
  return {
    ...target('nginx', started, `http://127.0.0.1:${port}/mcp`),
    stop: async () => {
      await started.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same server for proxies whose other side is a program: one for all sessions. */
const program = [process.execPath, join(root, 'e2e/load/programs/stdio-upstream.ts')] as const

/** Their servers are load, like everybody's. */
function moveChildren(pid: number): void {
  for (const child of familyOf(pid)) if (child !== pid) move(child, 'load')
}

async function mcpProxy(): Promise<Found> {
  const script = join(root, 'e2e/peers/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs')
  if (!existsSync(script)) return { name: 'mcp-proxy', absent: 'e2e/peers is not installed' }
  const port = await freePort()
  const started = await start({
    command: process.execPath,
    args: [script, '--host', '127.0.0.1', '--port', String(port), '--server', 'stream', '--', ...program],
    core: 'tested',
    ready: /starting server on port|server.*listening/i,
  })
  await listening(port)
  moveChildren(started.pid)
  return target('mcp-proxy', started, `http://127.0.0.1:${port}/mcp`)
}

/** Starts one. Each is started alone, so that nothing else runs while it is. */
export async function startTarget(name: TargetName, upstream: Started): Promise<Found> {
  switch (name) {
    case 'direct':
      return { ...target(name, upstream, `${upstream.at}/mcp`), stop: async () => undefined }
    case 'nginx':
      return nginx(upstream.at)
    case 'sallyport':
      return sallyport(name, { kind: 'http', url: `${upstream.at}/mcp` })
    case 'sallyport-pipe': {
      const [command, ...args] = program
      return sallyport(name, { kind: 'stdio', command, args, isShared: true })
    }
    case 'mcp-proxy':
      return mcpProxy()
    default:
      return proxy(name, upstream.at)
  }
}
