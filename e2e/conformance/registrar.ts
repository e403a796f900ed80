import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { openGate } from '../gate.ts'
import { type Door, listenOnLoopback } from './door.ts'
import type { Product } from './server-leg.ts'

export const Registration = z.object({ url: z.string(), token: z.string() })

/** Puts a server behind the gateway for whoever posts its address, and answers with the way to it. */
export function openRegistrar({ account, origin }: Product): Promise<Door> {
  let servers = 0
  return listenOnLoopback(async (request, response) => {
    try {
      const transport = { kind: 'http', url: await text(request) } as const
      servers += 1
      const gate = await openGate(account, `scenario ${servers}`, transport, {
        version: '1',
        default: 'allow',
      })
      const url = new URL(new URL(gate.url).pathname, origin).href
      response.end(JSON.stringify({ url, token: gate.token }))
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    }
  })
}
