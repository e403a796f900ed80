import { useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { faultWords } from '#web/data/fault-words.ts'
import { useGrants } from '#web/data/grants.ts'
import { usePolicies } from '#web/data/policies.ts'
import { type ServerSummary, useServer } from '#web/data/servers.ts'
import { useMay } from '#web/data/workspace.ts'
import { Button } from '#web/ui/action/button.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { GrantsTable } from './grants-table.tsx'
import { MintDialog } from './mint-dialog.tsx'

export function GrantsTab() {
  const { serverId = '' } = useParams({ strict: false })
  const server = useServer(serverId)
  // The layout around the tab says why a server could not be loaded.
  return server.data === undefined ? <SkeletonRows /> : <Grants server={server.data} />
}

function Grants({ server }: { server: ServerSummary }) {
  const grants = useGrants(server.workspaceId, server.id)
  const policies = usePolicies(server.id)
  const mayMint = useMay('grants')
  const [minting, setMinting] = useState(false)
  if (grants.isPending || policies.isPending) return <SkeletonRows />
  const broken = grants.data === undefined ? grants : policies.data === undefined ? policies : undefined
  if (grants.data === undefined || policies.data === undefined)
    return (
      <ErrorState
        title="The grants could not be loaded."
        {...(broken?.error && faultWords(broken.error))}
        onRetry={() => void broken?.refetch()}
        retrying={broken?.isFetching}
      />
    )
  const mint = mayMint && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setMinting(true)}>
      Mint grant
    </Button>
  )
  return (
    <>
      {grants.data.length === 0 ? (
        <EmptyState title="No grant yet." action={mint}>
          {mayMint
            ? 'A grant is the credential with which one agent reaches this server, under one policy.'
            : 'An admin or a policy manager of this workspace can mint one.'}
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
            <p className="min-w-0 flex-1 basis-60 text-ink-2">
              Each grant is one agent’s credential on this server, under one policy.
            </p>
            {mint}
          </div>
          <GrantsTable server={server} grants={grants.data} policies={policies.data} mayChange={mayMint} />
        </>
      )}
      <MintDialog server={server} policies={policies.data} open={minting} onOpenChange={setMinting} />
    </>
  )
}
