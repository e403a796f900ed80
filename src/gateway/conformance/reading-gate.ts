import { type FixtureGate, type OpenStorage, openFixtureGate } from './fixture-gate.ts'
import type { FixtureOptions } from './fixture-server.ts'
import type { GateOptions } from './gate.ts'
import { RawClient } from './raw-client.ts'

const policy = { version: '1', default: 'deny', tools: { read_file: {} } }

/** A gate by which of all tools `read_file` alone may be called, and a client with a session there. */
export async function openReadingGate(
  open: OpenStorage,
  fixture: FixtureOptions = {},
  options: Partial<GateOptions> = {},
): Promise<FixtureGate & { client: RawClient }> {
  const opened = await openFixtureGate(open, { policy, ...options, fixture })
  return { ...opened, client: await new RawClient(opened.gate).open() }
}
