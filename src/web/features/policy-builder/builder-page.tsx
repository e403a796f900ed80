import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useState } from 'react'
import type { Dispatcher } from '#model/dispatcher'
import type { InventoryTool } from '#model/inventory'
import type { Revision } from '#model/policy'
import { useAcknowledgements } from '#web/data/acknowledgements.ts'
import { useDraft, usePolicy, useRevision } from '#web/data/policies.ts'
import { useInventory, useServer } from '#web/data/servers.ts'
import { useFollowWorkspace, useWorkspace } from '#web/data/workspace.ts'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { BuilderSkeleton } from './builder-skeleton.tsx'
import { type LocalDraft, localDrafts } from './model/offline.ts'
import { Workbench } from './workbench.tsx'

const route = '/servers/$serverId/policies/$policyId'
const noTools: readonly InventoryTool[] = []
const noDispatchers: readonly Dispatcher[] = []
const nothing = '{\n  "version": "1",\n  "default": "deny",\n  "tools": {}\n}\n'

/** The visual policy builder: one text, shown as a form and as code. */
export function BuilderPage() {
  const { serverId, policyId } = useParams({ from: route })
  const server = useServer(serverId)
  const inventory = useInventory(serverId)
  const policy = usePolicy(policyId)
  const draft = useDraft(policyId)
  const enforced = useRevision(policyId, policy.data?.enforced ?? null)
  const shown = useLatest(enforced.data)
  useFollowWorkspace(server.data?.workspaceId)
  const member = useWorkspace()?.member.id
  const recovered = useLocalDraft(member, policyId)
  // Without it the page can do: tools would be pointed out that were looked at.
  const looks = useAcknowledgements(policyId)
  const waitsForText = policy.data !== undefined && policy.data.enforced !== null && shown === undefined
  const failed = [server, inventory, policy, draft, enforced].find(
    // What is shown stays while the line is down: an open builder must not go away because nobody answers.
    ({ isError, data }) => isError && data === undefined,
  )

  if (failed?.error) {
    return (
      <ErrorState
        title={failed.error.status === 404 ? 'There is no such policy.' : 'The policy could not be loaded.'}
        cause={
          failed.error.status === 404
            ? 'It may have been deleted, or it belongs to another workspace.'
            : failed.error.message
        }
        id={failed.error.requestId}
        onRetry={() => void failed.refetch()}
        retrying={failed.isFetching}
      />
    )
  }
  if (
    !server.data ||
    inventory.data === undefined ||
    !policy.data ||
    draft.data === undefined ||
    member === undefined ||
    recovered === undefined ||
    looks.isLoading ||
    waitsForText
  )
    return <BuilderSkeleton />
  return (
    <InPieces key={policyId} atOnce={recovered !== null}>
      <Workbench
        server={server.data}
        policy={policy.data}
        tools={inventory.data?.tools ?? noTools}
        dispatchers={inventory.data?.dispatchers ?? noDispatchers}
        draft={draft.data}
        enforced={shown}
        text={shown?.text ?? nothing}
        memberId={member}
        recovered={recovered ?? undefined}
      />
    </InPieces>
  )
}

/**
 * Draws what it is given in pieces between which the browser can answer. Such a drawing may begin twice: not so where a draft
 * is brought back, which is done once.
 */
function InPieces({ atOnce, children }: { atOnce: boolean; children: ReactNode }) {
  return useDeferredValue(true, atOnce) ? children : <BuilderSkeleton />
}

/** What this browser kept and the server has not: null = nothing; undefined = not looked yet. */
function useLocalDraft(memberId: string | undefined, policyId: string): LocalDraft | null | undefined {
  const { data } = useQuery({
    queryKey: ['localDraft', memberId, policyId],
    queryFn: async () => (await localDrafts(memberId ?? '', policyId).read()) ?? null,
    enabled: memberId !== undefined,
    networkMode: 'always',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  return data
}

/** Keeps what was there while the next one is fetched: an open builder must not go away because a colleague published. */
function useLatest(revision: Revision | undefined): Revision | undefined {
  const [latest, setLatest] = useState(revision)
  if (revision !== undefined && revision !== latest) setLatest(revision)
  return revision ?? latest
}
