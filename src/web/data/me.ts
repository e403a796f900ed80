import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { accounts, type InstallationInfo, type Me, SignIn, SignUp } from '#contract/accounts'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export type { InstallationInfo, Me }
export { SignIn, SignUp }

/** Who is signed in; null = nobody. The router's guard may `ensureQueryData` it. */
export const meQuery = queryOptions<Me | null, ApiFault>({
  queryKey: keys.me,
  queryFn: ({ signal }) => request(accounts.me, { signal }),
  staleTime: 5 * 60_000,
})

const installationQuery = queryOptions<InstallationInfo, ApiFault>({
  queryKey: keys.installation,
  queryFn: ({ signal }) => request(accounts.installation, { signal }),
  // Someone may sign up first on another screen.
  staleTime: 10_000,
})

export function useMe() {
  return useQuery(meQuery)
}

export function useInstallation() {
  return useQuery(installationQuery)
}

/** Another person may sit here than before, so nothing of the one before is kept. */
function useEnter() {
  const client = useQueryClient()
  return (me: Me) => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' })
    client.setQueryData(keys.me, me)
  }
}

export function useSignIn() {
  const enter = useEnter()
  return useMutation<Me, ApiFault, SignIn>({
    mutationFn: (body) => request(accounts.signIn, { body }),
    onSuccess: enter,
  })
}

export function useSignUp() {
  const enter = useEnter()
  return useMutation<Me, ApiFault, SignUp>({
    mutationFn: (body) => request(accounts.signUp, { body }),
    onSuccess: enter,
  })
}

export function useSignOut() {
  const client = useQueryClient()
  return useMutation<undefined, ApiFault, void>({
    mutationFn: () => request(accounts.signOut, {}),
    onSuccess: () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' })
      client.setQueryData(keys.me, null)
    },
  })
}
