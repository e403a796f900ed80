import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { freePort, said } from '../world.ts'

const entry = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/dist/index.js')

/** The reference server, over streamable HTTP or the older HTTP+SSE. */
export async function startEverything(
  transport: 'streamableHttp' | 'sse' = 'streamableHttp',
): Promise<{ url: string; end(): Promise<void> }> {
  const port = await freePort()
  const child = spawn(process.execPath, [entry, transport], {
    env: { PATH: process.env['PATH'], PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await said(child, /(listening|running) on port/)
  return {
    url: `http://127.0.0.1:${port}/${transport === 'sse' ? 'sse' : 'mcp'}`,
    end: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}
