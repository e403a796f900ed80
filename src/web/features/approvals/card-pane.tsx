import { useEffect, useRef } from 'react'
import { useApproval } from '#web/data/approvals.ts'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { ApprovalCard } from './approval-card.tsx'

/** The card of one approval, whatever its state. */
export function CardPane({ id }: { id: string }) {
  const approval = useApproval(id)
  const frame = useRef<HTMLDivElement>(null)
  const loaded = approval.data !== undefined
  useEffect(() => {
    // Keys go to the card that was opened, unless the reader is writing somewhere.
    const active = document.activeElement
    const free = active === document.body || active?.closest('[aria-label="Inbox"], [data-card], h1') != null
    if (loaded && free)
      frame.current?.querySelector<HTMLElement>('[data-card]')?.focus({ preventScroll: true })
  }, [loaded])
  if (approval.isError && approval.data === undefined) {
    const gone = approval.error.status === 404
    return (
      <ErrorState
        title={gone ? 'There is no such approval.' : 'The approval could not be loaded.'}
        cause={
          gone ? 'It may belong to another workspace, or its server was deleted.' : approval.error.message
        }
        id={approval.error.requestId}
        onRetry={gone ? undefined : () => void approval.refetch()}
        retrying={approval.isFetching}
      />
    )
  }
  if (approval.data === undefined) return <SkeletonRows rows={6} label="Loading the call" />
  return (
    <div ref={frame}>
      {/* Other arguments are another card: it begins anew, inert, and nothing changes under a finger. */}
      <ApprovalCard key={approval.data.argumentsDigest} card={approval.data} />
    </div>
  )
}
