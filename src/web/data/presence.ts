import { type QueryClient, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { LiveEvent } from '#contract/live'
import { policies } from '#contract/policies'
import { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

/** A colleague who is editing the policy. */
export interface Editor {
  readonly memberId: string
  readonly name: string
  /** The tool whose rule is open; null = none. */
  readonly tool: string | null
  /** By this screen's clock. */
  readonly heardAt: number
}

const againMs = 25_000
const forgottenMs = 60_000

/**
 * Who else is editing a policy. With `tool` it says so of the caller, at once and again while the page is looked at;
 * undefined says nothing, for who only reads. `memberId` is the caller, who is not told of.
 */
export function usePresence(
  policyId: string,
  memberId: string,
  tool: string | null | undefined,
): readonly Editor[] {
  useEffect(() => {
    if (tool === undefined) return
    say(policyId, tool)
    const again = setInterval(() => {
      if (document.visibilityState === 'visible') say(policyId, tool)
    }, againMs)
    return () => clearInterval(again)
  }, [policyId, tool])
  const editors = useEditors(policyId)
  return useMemo(() => editors.filter((editor) => editor.memberId !== memberId), [editors, memberId])
}

/** Nothing depends on it: what is not heard is said again soon. */
function say(policyId: string, tool: string | null): void {
  request(policies.presence, { params: { policyId }, body: { tool } }).catch((thrown: unknown) => {
    if (!(thrown instanceof ApiFault)) throw thrown
  })
}

function useEditors(policyId: string): readonly Editor[] {
  const { data } = useQuery<readonly Editor[]>({
    queryKey: keys.presence(policyId),
    queryFn: () => [],
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [now, setNow] = useState(Date.now)
  const next = Math.min(...(data ?? []).map(({ heardAt }) => heardAt + forgottenMs))
  useEffect(() => {
    if (!Number.isFinite(next)) return
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, next - Date.now()) + 1)
    return () => clearTimeout(timer)
  }, [next])
  return useMemo(() => (data ?? []).filter(({ heardAt }) => heardAt > now - forgottenMs), [data, now])
}

/** Puts a colleague's word where `usePresence` sees it. */
export function showEditor(client: QueryClient, event: LiveEvent & { kind: 'presence' }, now: number): void {
  const { policyId, memberId, name, tool } = event
  client.setQueryData<readonly Editor[]>(keys.presence(policyId), (editors = []) => [
    ...editors.filter((one) => one.memberId !== memberId && one.heardAt > now - forgottenMs),
    { memberId, name, tool, heardAt: now },
  ])
}
