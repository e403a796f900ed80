import type { Server } from 'node:net'

/** Takes a free port and says which. */
export function ready(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    process.stdout.write(`ready at http://127.0.0.1:${port}\n`)
  })
}
