import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type DiscoverEvent,
  type Dispatchers,
  NewServer,
  type ProbeEvent,
  type RiskCounts,
  type ServerChanges,
  type ServerDependants,
  type ServerSummary,
  servers,
} from '#contract/servers'
import type { Dispatcher } from '#model/dispatcher'
import type { Inventory } from '#model/inventory'
import type { TransportInput } from '#model/server'
import type { ApiFault } from './api-fault.ts'
import { request, stream } from './client.ts'
import { keys } from './keys.ts'

export type {
  DiscoverEvent,
  Dispatchers,
  ProbeEvent,
  RiskCounts,
  ServerChanges,
  ServerDependants,
  ServerSummary,
}
export { NewServer }

function serversQuery(workspaceId: string) {
  return queryOptions<ServerSummary[], ApiFault>({
    queryKey: keys.servers(workspaceId),
    queryFn: ({ signal }) => request(servers.list, { params: { workspaceId }, signal }),
  })
}

export function useServers(workspaceId: string) {
  return useQuery(serversQuery(workspaceId))
}

export function serverQuery(serverId: string) {
  return queryOptions<ServerSummary, ApiFault>({
    queryKey: keys.server(serverId),
    queryFn: ({ signal }) => request(servers.get, { params: { serverId }, signal }),
  })
}

export function useServer(serverId: string, enabled = true) {
  return useQuery({ ...serverQuery(serverId), enabled })
}

/** The tools as last discovered; null before the first discovery. Large, so it is asked for again only when told to. */
export function inventoryQuery(serverId: string) {
  return queryOptions<Inventory | null, ApiFault>({
    queryKey: keys.inventory(serverId),
    queryFn: ({ signal }) => request(servers.inventory, { params: { serverId }, signal }),
    staleTime: 5 * 60_000,
    // Thousands of tools are compared by their version, not field by field.
    structuralSharing: false,
  })
}

export function useInventory(serverId: string) {
  return useQuery(inventoryQuery(serverId))
}

/** The tools that run others: confirmed ones, and those that look like one. */
export function useDispatchers(serverId: string, enabled = true) {
  return useQuery<Dispatchers, ApiFault>({
    queryKey: keys.dispatchers(serverId),
    queryFn: ({ signal }) => request(servers.dispatchers, { params: { serverId }, signal }),
    enabled,
  })
}

/** Never optimistic: calls are judged by it from the moment that the server has it. */
export function useSaveDispatchers(serverId: string) {
  const client = useQueryClient()
  return useMutation<Dispatchers, ApiFault, { readonly dispatchers: readonly Dispatcher[] }>({
    mutationFn: ({ dispatchers }) =>
      request(servers.putDispatchers, {
        params: { serverId },
        body: { dispatchers: [...dispatchers] },
      }),
    onSuccess: (saved) => {
      client.setQueryData(keys.dispatchers(serverId), saved)
      return client.invalidateQueries({ queryKey: keys.inventory(serverId) })
    },
  })
}

export function useDependants(serverId: string, enabled: boolean) {
  return useQuery<ServerDependants, ApiFault>({
    queryKey: keys.dependants(serverId),
    queryFn: ({ signal }) => request(servers.dependants, { params: { serverId }, signal }),
    staleTime: 0,
    enabled,
  })
}

/** Tries an upstream without registering it, and tells each step. */
export function probe(
  workspaceId: string,
  transport: TransportInput,
  tell: (event: ProbeEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  return stream(servers.probe, { params: { workspaceId }, body: { transport }, signal }, tell)
}

/** Asks a server for its tools again, and tells each step; what was stored is then asked for anew. */
export async function discover(
  client: QueryClient,
  serverId: string,
  tell: (event: DiscoverEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  await stream(servers.discover, { params: { serverId }, signal }, tell)
  await Promise.all([
    client.invalidateQueries({ queryKey: keys.inventory(serverId) }),
    client.invalidateQueries({ queryKey: keys.server(serverId) }),
    client.invalidateQueries({ queryKey: ['servers'] }),
  ])
}

export function useRegisterServer(workspaceId: string) {
  const client = useQueryClient()
  return useMutation<ServerSummary, ApiFault, NewServer>({
    mutationFn: (body) => request(servers.register, { params: { workspaceId }, body }),
    onSuccess: (server) => kept(client, server),
  })
}

/** The built-in demo server, tried and registered in one go. */
export function useRegisterDemo(workspaceId: string) {
  const client = useQueryClient()
  return useMutation<ServerSummary, ApiFault, void>({
    mutationFn: async () => {
      const transport = { kind: 'demo' } as const
      let probeId: string | undefined
      await stream(servers.probe, { params: { workspaceId }, body: { transport } }, (event) => {
        if (event.kind === 'found') probeId = event.probeId
      })
      return request(servers.register, {
        params: { workspaceId },
        body: { name: 'Demo', transport, probeId },
      })
    },
    onSuccess: (server) => kept(client, server),
  })
}

/** `onSaved` is heard also by who is drawn anew with the answer, as a form is that shows what is saved. */
export function useUpdateServer(serverId: string, onSaved?: (server: ServerSummary) => void) {
  const client = useQueryClient()
  return useMutation<ServerSummary, ApiFault, ServerChanges>({
    mutationFn: (body) => request(servers.update, { params: { serverId }, body }),
    onSuccess: (server) => {
      onSaved?.(server)
      return kept(client, server)
    },
  })
}

function kept(client: QueryClient, server: ServerSummary) {
  client.setQueryData(keys.server(server.id), server)
  return client.invalidateQueries({ queryKey: keys.servers(server.workspaceId) })
}

export function useDeleteServer(server: ServerSummary) {
  const client = useQueryClient()
  return useMutation<undefined, ApiFault, void>({
    // By its key live events know that the server is on its way out, and ask nothing more about it.
    mutationKey: keys.deletion(server.id),
    mutationFn: () => request(servers.delete, { params: { serverId: server.id } }),
    onSuccess: () => {
      client.setQueryData<ServerSummary[]>(keys.servers(server.workspaceId), (list) =>
        list?.filter((other) => other.id !== server.id),
      )
      // Asked for when it is next looked at: the page of the server itself is still there for a moment.
      void client.invalidateQueries({ queryKey: keys.grants(server.workspaceId), refetchType: 'none' })
    },
  })
}
