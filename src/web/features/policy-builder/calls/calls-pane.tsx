import type { ReactNode } from 'react'
import { useGrants } from '#web/data/grants.ts'
import { useRecordedCalls } from '#web/data/recorded-calls.ts'
import { useMay, useWorkspace } from '#web/data/workspace.ts'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import type { Row } from '../model/rows.ts'
import { CallLine } from './call-line.tsx'

const most = 20

/** The last calls of the selected tool, and what can be made of them: conditions and tests. */
export function CallsPane({ row }: { row: Row | undefined }) {
  const { show } = useBuilderHands()
  const may = useMay('policies')
  if (!may)
    return (
      <EmptyState title="Calls show the values they were made with.">
        Who may not write policies does not see them here. The activity page lists the calls.
      </EmptyState>
    )
  if (row === undefined)
    return (
      <EmptyState title="No tool is selected.">
        Choose one in the list to see its last calls and make conditions and tests from them.
      </EmptyState>
    )
  return (
    <div key={row.name} className="@container grid grid-cols-[minmax(0,1fr)] content-start gap-3 p-4">
      <header className="flex flex-wrap items-baseline gap-2">
        <h2 className="min-w-0 flex-1 basis-64 text-base font-semibold">
          Last calls of <span className="font-mono break-all">{row.name}</span>
        </h2>
        <Button size="small" onClick={() => show({ pane: 'suggestions' })}>
          Suggest from traffic
        </Button>
      </header>
      <Calls row={row} />
    </div>
  )
}

function Calls({ row }: { row: Row }): ReactNode {
  const { serverId } = useBuilderHands()
  const workspace = useWorkspace()
  const grants = useGrants(workspace?.workspace.id ?? '', serverId).data ?? []
  const { data, error, refetch, isFetching } = useRecordedCalls(serverId, { tool: row.name, limit: most })
  if (error !== null)
    return (
      <ErrorState
        title="The calls could not be loaded."
        cause={error.message}
        id={error.requestId}
        onRetry={() => void refetch()}
        retrying={isFetching}
      />
    )
  if (data === undefined) return <SkeletonRows rows={6} label="Loading the calls" />
  if (data.calls.length === 0)
    return <p className="text-ink-2">No call of it is remembered. They appear here as agents make them.</p>
  return (
    <>
      <p role="status" className="text-sm text-ink-3">
        {data.total > most ? `The latest ${most} of ${numberWords(data.total)}.` : `${data.total} in all.`}{' '}
        {data.keepDays > 0 &&
          `Values are kept for ${data.keepDays === 1 ? 'a day' : `${data.keepDays} days`}.`}
      </p>
      {data.keepDays === 0 && (
        <Banner>
          The values of calls are not kept here (<code>SALLYPORT_ACTIVITY_ARGUMENTS_DAYS</code> is 0), so
          nothing can be made of them.
        </Banner>
      )}
      <ul>
        {data.calls.map((call) => (
          <li key={call.id}>
            <CallLine
              call={call}
              row={row}
              grant={grants.find(({ id }) => id === call.grantId)?.label ?? 'a grant that is gone'}
            />
          </li>
        ))}
      </ul>
    </>
  )
}
