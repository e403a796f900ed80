import type { ReactNode } from 'react'
import type { ApprovalState } from '#model/approval'
import { type ApprovalCard, useApprovals } from '#web/data/approvals.ts'
import type { ApprovalsSearch } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { InboxList } from './inbox-list.tsx'
import type { InboxView } from './use-inbox.ts'

const decidedStates: readonly ApprovalState[] = [
  'approved',
  'executed',
  'denied',
  'expired',
  'cancelled',
  'outcome_unknown',
]

export interface OpenInboxProps {
  inbox: InboxView
  selected: string | undefined
  search: ApprovalsSearch
}

/** What waits: new cards stand behind a pill until the reader wants them. */
export function OpenInbox({ inbox, selected, search }: OpenInboxProps) {
  return (
    <>
      {inbox.fresh > 0 && (
        <div className="sticky top-0 z-1 border-b border-line bg-bg px-4 py-2 text-center">
          <Button size="small" className="rounded-full!" onClick={() => inbox.redraw(selected)}>
            {inbox.fresh} new
          </Button>
        </div>
      )}
      <InboxList
        label="Calls that wait for a person"
        entries={inbox.entries}
        selected={selected}
        search={search}
      />
    </>
  )
}

export interface DecidedInboxProps {
  workspaceId: string
  selected: string | undefined
  search: ApprovalsSearch
}

/** What was decided, newest first, page by page. */
export function DecidedInbox({ workspaceId, selected, search }: DecidedInboxProps) {
  const list = useApprovals(workspaceId, { state: decidedStates, server: search.server, grant: search.grant })
  const cards = list.data?.pages.flat().filter((card) => inRisk(card, search))
  if (list.isError) {
    return (
      <ErrorState
        title="The approvals could not be loaded."
        cause={list.error.message}
        id={list.error.requestId}
        onRetry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    )
  }
  if (cards === undefined) return <SkeletonRows rows={6} label="Loading what was decided" />
  if (cards.length === 0)
    return (
      <EmptyState title="Nothing was decided yet.">
        Every decision stays here, with who made it and why.
      </EmptyState>
    )
  return (
    <>
      <InboxList
        label="Decided calls"
        entries={cards.map((card) => ({ card, gone: false }))}
        selected={selected}
        search={search}
      />
      {list.hasNextPage && (
        <div className="p-3 text-center">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show earlier ones
          </Button>
        </div>
      )}
    </>
  )
}

export function inRisk(card: ApprovalCard, { risk }: ApprovalsSearch): boolean {
  return risk === undefined || card.category === risk
}

/** Nothing waits: what would make something wait. */
export function NothingWaits({ parked }: { parked: boolean }): ReactNode {
  return (
    <EmptyState title={parked ? 'Nothing is parked.' : 'Nothing waits for you.'}>
      {parked
        ? 'A call is parked when its client cannot wait any longer and is told to call again. It can still be decided here.'
        : 'A call waits here when a policy says Ask for its tool, or when a condition of the policy asks. It appears by itself.'}
    </EmptyState>
  )
}
