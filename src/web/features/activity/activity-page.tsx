import { useNavigate, useSearch } from '@tanstack/react-router'
import { useActivity } from '#web/data/activity.ts'
import { faultWords } from '#web/data/fault-words.ts'
import { useGrants } from '#web/data/grants.ts'
import { type LiveState, useLiveState } from '#web/data/live.ts'
import { useServers } from '#web/data/servers.ts'
import { useWorkspace } from '#web/data/workspace.ts'
import { type ActivitySearch, paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'
import { useLeaving } from '#web/ui/use-leaving.ts'
import { ActivityFilterBar } from './activity-filter-bar.tsx'
import { Calls } from './calls.tsx'
import { namesOf } from './names.ts'

export function ActivityPage() {
  const current = useWorkspace()
  return (
    <div className="flex h-page flex-col">
      {current === null ? (
        <>
          <TopBar title="Activity" />
          <SkeletonRows rows={12} />
        </>
      ) : (
        <Activity key={current.workspace.id} workspaceId={current.workspace.id} />
      )}
    </div>
  )
}

function Activity({ workspaceId }: { workspaceId: string }) {
  const { search, change } = useActivitySearch()
  const servers = useServers(workspaceId).data ?? []
  const grants = useGrants(workspaceId).data ?? []
  return (
    <>
      <TopBar title="Activity" status={<LiveMark state={useLiveState(workspaceId)} />} />
      <ActivityFilterBar search={search} servers={servers} grants={grants} onChange={change} />
      <div className="min-h-0 flex-1">
        <CallsOrWords
          workspaceId={workspaceId}
          search={search}
          names={namesOf(servers, grants)}
          change={change}
        />
      </div>
    </>
  )
}

interface CallsOrWordsProps {
  readonly workspaceId: string
  readonly search: ActivitySearch
  readonly names: ReturnType<typeof namesOf>
  readonly change: (change: ActivitySearch) => void
}

function CallsOrWords({ workspaceId, search, names, change }: CallsOrWordsProps) {
  const { call, ...filters } = search
  const activity = useActivity(workspaceId, filters)
  if (activity.isPending) return <SkeletonRows rows={12} />
  if (activity.data === undefined)
    return (
      <ErrorState
        title="The activity could not be loaded."
        {...faultWords(activity.error)}
        onRetry={() => void activity.refetch()}
        retrying={activity.isFetching}
      />
    )
  const calls = activity.data.pages.flat()
  if (calls.length > 0)
    return (
      <Calls
        // Other filters are another list: nothing is held over from this one.
        key={JSON.stringify(filters)}
        calls={calls}
        names={names}
        chosen={call}
        onChoose={(id) => change({ ...search, call: id })}
        older={{
          more: activity.hasNextPage,
          loading: activity.isFetchingNextPage,
          // Not while it is tried again: what fails anew is said anew.
          failed: activity.isFetchNextPageError && !activity.isFetchingNextPage,
          load: () => {
            if (activity.hasNextPage && !activity.isFetchingNextPage) void activity.fetchNextPage()
          },
        }}
      />
    )
  const filtered = Object.values(filters).some((value) => value !== undefined)
  return filtered ? (
    <EmptyState
      title="No call matches."
      action={<Button onClick={() => change({})}>Clear the filters</Button>}
    >
      New calls that do appear here as they happen.
    </EmptyState>
  ) : (
    <EmptyState
      title="No call yet."
      action={
        <ButtonLink href={paths.start()} variant="primary">
          Connect a client
        </ButtonLink>
      }
    >
      Every call of an agent appears here as it happens, with what was decided and why.
    </EmptyState>
  )
}

const liveWords: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting…',
  open: 'Live',
  down: 'Not live: trying again',
}

function LiveMark({ state }: { state: LiveState }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-ink-3">
      <span
        aria-hidden
        className={state === 'open' ? 'size-1.5 rounded-full bg-allow' : 'size-1.5 rounded-full bg-limit'}
      />
      {liveWords[state]}
    </span>
  )
}

/** The filters and the open call, kept in the URL. */
function useActivitySearch() {
  const found = useSearch({ strict: false })
  const navigate = useNavigate()
  const isLeaving = useLeaving()
  const { server, grant, tool, decision, call } = found
  const search: ActivitySearch = { server, grant, tool, decision, call }
  const change = (next: ActivitySearch) => {
    if (!isLeaving()) void navigate({ href: paths.activity(next), replace: true })
  }
  return { search, change }
}
