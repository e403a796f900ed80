import type { Discover } from '#model/discovery'
import type { Clock } from '#platform/clock'
import type { RateLimit } from '#platform/rate-limit'
import type { Sealer } from '#platform/seal'
import type { Storage } from '#storage'
import type { ApiFault, User } from '../http/asked.ts'
import type { ApiSettings } from '../settings.ts'
import type { Probes } from './probes.ts'

export interface ServersParts {
  readonly storage: Storage
  readonly clock: Clock
  readonly sealer: Sealer
  readonly discover: Discover
  readonly settings: ApiSettings
  readonly isLocal: () => boolean
  readonly probes: Probes
  /** By user: how often upstreams may be knocked at. */
  readonly probeRate: RateLimit
}

/** Whether servers may be run by command here at all. */
export function runsCommands({ settings, isLocal }: ServersParts): boolean {
  return settings.stdio === 'on' || (settings.stdio === 'local' && isLocal())
}

/**
 * THREAT: a command runs with the rights of this process. It is the operator's alone to say, and only where the
 * installation is nobody else's or the operator has switched it on (gateway.md, 5).
 */
export async function commandFault(parts: ServersParts, user: User): Promise<ApiFault | undefined> {
  const refusal = (message: string): ApiFault => ({ code: 'stdio_refused', message })
  if (!runsCommands(parts))
    return refusal(
      'Servers run by command are switched off here. The operator allows them with SALLYPORT_STDIO=on.',
    )
  if ((await parts.storage.installation.operator()) !== user.id)
    return refusal('Only the operator of this installation may register servers run by command.')
  return undefined
}
