import type { TransportInput } from '#model/server'
import type { OpenStorage } from './fixture-gate.ts'
import { type Fixture, type FixtureOptions, openFixture } from './fixture-server.ts'
import { type Gate, type GateOptions, openGate, testSealer } from './gate.ts'
import { OlderClient } from './older-client.ts'

/** Opens gateways, servers and clients of HTTP+SSE; `closeAll` closes those opened so far, the last first. */
export function olderWorlds(openStorage: OpenStorage) {
  const closers: (() => Promise<void>)[] = []
  const closeWith = (close: () => Promise<void>) => closers.push(close)
  async function gateTo(transport: TransportInput, options: Partial<GateOptions> = {}): Promise<Gate> {
    const sealer = testSealer()
    const storage = await openStorage(sealer)
    const gate = await openGate({ storage, sealer, transport, ...options })
    closeWith(gate.close)
    return gate
  }
  return {
    gateTo,
    closeWith,
    async open(
      options: FixtureOptions = {},
      gate: Partial<GateOptions> = {},
    ): Promise<{ fixture: Fixture; gate: Gate }> {
      const fixture = await openFixture(options)
      closeWith(fixture.close)
      return { fixture, gate: await gateTo({ kind: 'http', url: fixture.url, headers: {} }, gate) }
    },
    client(gate: Pick<Gate, 'origin' | 'url' | 'token'>, headers: Record<string, string> = {}): OlderClient {
      const client = new OlderClient(gate, headers)
      closeWith(async () => client.leave())
      return client
    },
    async closeAll(): Promise<void> {
      for (const close of closers.splice(0).reverse()) await close()
    },
  }
}
