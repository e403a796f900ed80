import type { Sealer } from '#platform/seal'
import type { Storage } from '#storage'
import { type Fixture, type FixtureOptions, openFixture } from './fixture-server.ts'
import { type Gate, type GateOptions, openGate, testSealer } from './gate.ts'

/** Opens the storage of a test: only tests may name a driver. */
export type OpenStorage = (sealer: Sealer) => Promise<Storage>

export interface FixtureGate {
  readonly gate: Gate
  readonly fixture: Fixture
  close(): Promise<void>
}

/** A gate before a fixture server. */
export async function openFixtureGate(
  openStorage: OpenStorage,
  options: Partial<Omit<GateOptions, 'transport'>> & {
    readonly fixture?: FixtureOptions
    readonly headers?: Record<string, string>
  } = {},
): Promise<FixtureGate> {
  const fixture = await openFixture(options.fixture)
  const sealer = options.sealer ?? testSealer()
  const storage = options.storage ?? (await openStorage(sealer))
  const transport = { kind: 'http', url: fixture.url, headers: options.headers ?? {} } as const
  const gate = await openGate({ ...options, storage, sealer, transport })
  return {
    gate,
    fixture,
    async close() {
      await gate.close()
      await fixture.close()
    },
  }
}
