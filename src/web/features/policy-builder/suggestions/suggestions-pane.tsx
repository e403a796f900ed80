import { type ReactNode, useMemo } from 'react'
import type { Traffic } from '#model/recorded-call'
import { suggestedActions } from '#policy'
import { useGrants } from '#web/data/grants.ts'
import { type RecordedCalls, useRecordedCalls } from '#web/data/recorded-calls.ts'
import { useMay, useWorkspace } from '#web/data/workspace.ts'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { SuggestionItem } from './suggestion-item.tsx'
import { spanWords } from './traffic.ts'
import { useSuggestions } from './use-suggestions.ts'

/** What the calls of the last days speak for, each with its evidence, to be taken piece by piece. */
export function SuggestionsPane() {
  const may = useMay('policies')
  return (
    <div className="@container grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
      <header className="grid gap-1">
        <h2 className="text-base font-semibold">Suggested from traffic</h2>
        <p className="text-sm leading-relaxed text-ink-2">
          What agents did speaks for a tighter policy. Nothing here denies a call that was seen; each change
          goes into the draft as one step of undo, and nothing is enforced before you publish.
        </p>
      </header>
      {may ? (
        <Loaded />
      ) : (
        <EmptyState title="Suggestions show the values of calls.">
          Who may not write policies does not see them here.
        </EmptyState>
      )}
    </div>
  )
}

function Loaded(): ReactNode {
  const { serverId } = useBuilderHands()
  const workspace = useWorkspace()
  const workspaceId = workspace?.workspace.id ?? ''
  const grants = useGrants(workspaceId, serverId).data
  const { data, error, refetch, isFetching } = useRecordedCalls(serverId)
  const traffic = useMemo(
    (): Traffic | undefined =>
      data &&
      grants && {
        calls: data.calls,
        serverId,
        workspaceId,
        grants: grants.map(({ id, label, tags }) => ({ id, label, tags })),
      },
    [data, grants, serverId, workspaceId],
  )
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
  if (data === undefined || traffic === undefined) return <SkeletonRows rows={6} label="Loading the calls" />
  if (data.calls.length === 0)
    return (
      <p className="text-ink-2">
        No call of this server is remembered yet, so there is nothing to learn from.
      </p>
    )
  return <Found traffic={traffic} recorded={data} />
}

function Found({ traffic, recorded }: { traffic: Traffic; recorded: RecordedCalls }) {
  const { act, locked, policy } = useBuilderHands()
  const state = useSuggestions(traffic)
  const from = `From ${numberWords(recorded.calls.length)} calls in ${spanWords(recorded.calls)}.`
  if (state.kind === 'broken')
    return (
      <Banner tone="warning">The draft has errors. Put them right, and the suggestions come back.</Banner>
    )
  const isLooking = state.kind === 'looking'
  const suggestions = isLooking ? [] : state.suggestions
  const takeAll = () => {
    act(
      suggestions.flatMap((one) => [...suggestedActions(one)]),
      `Take ${suggestions.length} suggestions`,
    )
    announce(`${suggestions.length} suggestions taken into the draft.`)
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        {/* There before its words, for else they are not read. */}
        <p role="status" className="min-w-0 flex-1 text-sm text-ink-2">
          {!isLooking && `${from} ${suggestions.length === 0 ? '' : `${suggestions.length} suggested.`}`}
        </p>
        {suggestions.length > 1 && locked === undefined && (
          <Button size="small" onClick={takeAll}>
            Take all {suggestions.length}
          </Button>
        )}
      </div>
      {recorded.keepDays === 0 && (
        <Banner>
          The values of calls are not kept here (<code>SALLYPORT_ACTIVITY_ARGUMENTS_DAYS</code> is 0), so no
          conditions on arguments can be suggested.
        </Banner>
      )}
      {isLooking && <SkeletonRows rows={6} label="Looking through the calls" />}
      {!isLooking && suggestions.length === 0 && (
        <p className="leading-relaxed text-ink-2">
          Nothing to suggest. It takes at least three days with twenty calls, and a policy that is wider than
          what agents do.
        </p>
      )}
      <ul className="grid gap-3">
        {suggestions.map((suggestion) => (
          <li key={suggestion.id}>
            <SuggestionItem suggestion={suggestion} policy={policy} />
          </li>
        ))}
      </ul>
    </>
  )
}
