import { fileURLToPath } from 'node:url'
import type { Transport } from '../gate.ts'
import { serveFixture } from './fixture/http.ts'
import { serveSseFixture } from './fixture/sse.ts'

/** The ways in which the gateway reaches a server; `shared` is a program that all sessions have together. */
export const kinds = ['http', 'stdio', 'sse', 'shared'] as const
export type Kind = (typeof kinds)[number]

export interface Upstream {
  readonly transport: Transport
  close(): Promise<void>
}

const stdioFixture = fileURLToPath(import.meta.resolve('./fixture/stdio.ts'))

/** The fixture as a server of this kind, for one run alone. */
export async function openUpstream(kind: Kind): Promise<Upstream> {
  if (kind === 'stdio' || kind === 'shared')
    return {
      transport: {
        kind: 'stdio',
        command: process.execPath,
        args: [stdioFixture],
        isShared: kind === 'shared',
      },
      // The gateway starts and ends it.
      close: async () => undefined,
    }
  const door = kind === 'http' ? await serveFixture() : await serveSseFixture()
  const url = `http://localhost:${door.port}/${kind === 'http' ? 'mcp' : 'sse'}`
  return { transport: { kind, url }, close: door.close }
}
