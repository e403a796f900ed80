import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiFault } from './api-fault.ts'
import { keys } from './keys.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiFault
  }
}

/** The cache of what the API said. A 401 anywhere means that the session is over, and the shell asks to sign in. */
export function createQueryClient(): QueryClient {
  const onError = (fault: unknown) => {
    if (fault instanceof ApiFault && fault.code === 'unauthenticated') client.setQueryData(keys.me, null)
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Live events tell what has changed, so nothing is asked again for having grown old alone.
        staleTime: 30_000,
        retry: (failures, fault) => failures < 2 && isPassing(fault),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}

/** Whether asking again may end better: a refusal is an answer, an outage is not. */
function isPassing(fault: unknown): boolean {
  return fault instanceof ApiFault && (fault.kind === 'network' || fault.status >= 502)
}
