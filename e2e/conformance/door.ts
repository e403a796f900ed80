import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'

/** Something that listens, and can be closed. */
export interface Door {
  readonly port: number
  close(): Promise<void>
}

/** Listens on a free port. The suite goes to `localhost`, which may be either loopback. */
export async function listenOnLoopback(listener: RequestListener): Promise<Door> {
  const server = createServer(listener)
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
