import type { Call } from '#model/activity'
import type { Grant } from '#model/grant'
import type { ServerSummary } from '#web/data/servers.ts'

/** What a call's server and grant are called; one that is deleted is told by its id. */
export interface Names {
  readonly server: (call: Call) => string
  readonly grant: (call: Call) => string
}

export function namesOf(servers: readonly ServerSummary[], grants: readonly Grant[]): Names {
  const serverNames = new Map<string, string>(servers.map(({ id, name }) => [id, name]))
  const grantLabels = new Map<string, string>(grants.map(({ id, label }) => [id, label]))
  return {
    server: ({ serverId }) => serverNames.get(serverId) ?? 'a deleted server',
    grant: ({ grantId }) => grantLabels.get(grantId) ?? 'a deleted grant',
  }
}
