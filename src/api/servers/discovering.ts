import type { DiscoverEvent, ProbeEvent } from '#contract/servers'
import { inventoryOf, judged } from '#model/discovered-inventory'
import { asSpoken } from '#model/discovery'
import type { TransportInput } from '#model/server'
import { digestOf } from '#platform/id'
import { ok, type Result } from '#std/result'
import type { StoredServer } from '#storage'
import type { Streaming } from '../http/asked.ts'
import { opened, sealed } from './credentials.ts'
import { driftBetween, healthyAt, riskCounts, unhealthyAt } from './inventory.ts'
import { runsCommands, type ServersParts } from './parts.ts'
import type { ProbeOwner } from './probes.ts'

type Started<Event> = Result<Streaming<Event>, never>

/** Tries an upstream, tells how it goes, and keeps what it found for the registration that may follow. */
export function probing(
  parts: ServersParts,
  owner: ProbeOwner,
  transport: TransportInput,
): Started<ProbeEvent> {
  return ok(async (tell) => {
    const found = await parts.discover(transport, (step) => tell({ kind: 'step', step }))
    if (!found.ok) return tell({ kind: 'failed', ...found.fault })
    const { serverName, protocolVersion, tools } = found.value
    tell({
      kind: 'found',
      probeId: parts.probes.keep({ for: owner, transport, discovered: found.value }),
      serverName,
      protocolVersion,
      tools: tools.length,
      risks: riskCounts(judged(tools, serverName, digestOf)),
    })
  })
}

const commandsOff = {
  code: 'cannot_start',
  message: 'Servers run by command are switched off here. The operator allows them with SALLYPORT_STDIO=on.',
} as const

/** Asks a registered server again. It goes on when the reader leaves: what was asked for is stored either way. */
export function discovering(parts: ServersParts, server: StoredServer): Started<DiscoverEvent> {
  const { storage, clock, discover } = parts
  return ok(async (tell) => {
    if (server.transport.kind === 'stdio' && !runsCommands(parts))
      return tell({ kind: 'failed', ...commandsOff })
    const transport = opened(parts.sealer, server)
    const found = await discover(transport, (step) => tell({ kind: 'step', step }))
    if (!found.ok) {
      // The tools stay as they were: policies speak of them, and the upstream may be back in a minute.
      await storage.servers.setHealth(server.id, unhealthyAt(clock.now(), found.fault))
      return tell({ kind: 'failed', ...found.fault })
    }
    const spoken = asSpoken(transport, found.value)
    // Registered before it was ever reached, or it has changed since.
    if (spoken.kind !== transport.kind)
      await storage.servers.update(server.id, sealed(parts.sealer, server.id, spoken))
    const before = await storage.inventories.latest(server.id)
    const stored = await storage.inventories.put(
      inventoryOf(server.id, found.value, { discoveredAt: clock.now(), digest: digestOf }),
    )
    await storage.servers.setHealth(server.id, healthyAt(clock.now(), stored.tools))
    const drift = driftBetween(before?.tools ?? [], stored.tools)
    tell({ kind: 'stored', version: stored.version, tools: stored.tools.length, ...drift })
  })
}
