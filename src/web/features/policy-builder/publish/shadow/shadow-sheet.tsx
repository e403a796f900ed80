import { useState } from 'react'
import type { Call, Outcome } from '#model/activity'
import type { Revision } from '#model/policy'
import { useLatestCalls } from '#web/data/activity.ts'
import { type PolicySummary, useEndShadow, useRevision } from '#web/data/policies.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Sheet } from '#web/ui/overlay/sheet.tsx'
import { OutcomeBadge } from '../outcome-badge.tsx'
import { FineCall } from './fine-call.tsx'
import { shadowWords } from './shadow-words.ts'

export interface ShadowSheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  policy: PolicySummary
  /** The text that decides meanwhile; undefined = none does. */
  enforced: string | undefined
  /** Why nothing can be done about it here; undefined = it can. */
  locked: string | undefined
  pending: boolean
  failure: string | undefined
  /** Publishes the text of the shadow as what decides. */
  onEnforce: (text: string, number: number) => void
}

/** What the shadow revision would have decided otherwise, and what to do with it. */
export function ShadowSheet(props: ShadowSheetProps) {
  const { open, onOpenChange, policy } = props
  const { shadow } = policy
  return (
    <Sheet
      open={open && shadow !== null}
      onOpenChange={onOpenChange}
      title={`v${shadow ?? ''} in shadow`}
      description="It is computed and logged beside what is enforced, and decides nothing."
      className="w-[min(640px,100vw)]!"
    >
      {open && shadow !== null && <Shadow {...props} shadow={shadow} />}
    </Sheet>
  )
}

/** As many as are looked at: the newest. */
const looked = 200

function Shadow(props: ShadowSheetProps & { shadow: number }) {
  const { policy, shadow, locked, pending, failure, onEnforce, onOpenChange } = props
  const calls = useLatestCalls(policy.workspaceId, { server: policy.serverId }, looked)
  const revision = useRevision(policy.id, shadow)
  const ending = useEndShadow(policy.id)
  if (calls.isError) {
    return (
      <ErrorState
        title="The calls could not be loaded."
        cause={calls.error.message}
        id={calls.error.requestId}
        onRetry={() => void calls.refetch()}
        retrying={calls.isFetching}
      />
    )
  }
  if (calls.data === undefined) return <SkeletonRows rows={4} label="Loading the calls" />
  const judged = calls.data.filter((call) => call.policyId === policy.id && call.shadow?.revision === shadow)
  const different = judged.filter((call) => call.shadow?.outcome !== call.outcome)
  const failed = failure ?? ending.error?.message
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p role="status" className="leading-normal tabular-nums">
        {shadowWords(judged.length, different.length)}
      </p>
      {different.length > 0 && (
        <Differences
          calls={different}
          policy={policy}
          // Without the right to write there is nothing to say about it.
          shadow={locked === undefined ? revision.data : undefined}
          enforced={props.enforced}
          onDone={() => onOpenChange(false)}
        />
      )}
      {failed !== undefined && (
        <Banner tone="bad" live="assertive">
          {failed}
        </Banner>
      )}
      {locked === undefined ? (
        <div className="flex flex-wrap justify-end gap-2">
          <Button
            loading={ending.isPending}
            onClick={() => ending.mutate(undefined, { onSuccess: () => onOpenChange(false) })}
          >
            End shadow
          </Button>
          <Button
            variant="primary"
            loading={pending || revision.isLoading}
            onClick={() => revision.data && onEnforce(revision.data.text, shadow)}
          >
            Enforce it
          </Button>
        </div>
      ) : (
        <p className="text-ink-2">{locked}</p>
      )}
    </div>
  )
}

const mostShown = 100

interface DifferencesProps {
  calls: readonly Call[]
  policy: PolicySummary
  shadow: Revision | undefined
  enforced: string | undefined
  onDone: () => void
}

function Differences({ calls, policy, shadow, enforced, onDone }: DifferencesProps) {
  const [fine, setFine] = useState<string>()
  return (
    <ul aria-label="Calls that would have come out otherwise" className="border-t border-line/60">
      {calls.slice(0, mostShown).map((call) => (
        <li
          key={call.id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line/60 py-1.5"
        >
          <RelativeTime at={call.at} className="w-18 text-sm text-ink-3" tabStop={false} />
          <code className="min-w-0 flex-1 basis-28 break-all">{call.tool}</code>
          <span className="flex items-center gap-1.5">
            <OutcomeBadge outcome={call.outcome} />
            <span aria-hidden>→</span>
            <span className="sr-only">would have been</span>
            {call.shadow !== null && <OutcomeBadge outcome={call.shadow.outcome} />}
          </span>
          <TextLink href={paths.activity({ server: policy.serverId, call: call.id })}>Open</TextLink>
          {shadow !== undefined && isStricter(call) && (
            <Button
              size="small"
              aria-expanded={fine === call.id}
              onClick={() => setFine(fine === call.id ? undefined : call.id)}
            >
              This is fine
            </Button>
          )}
          {shadow !== undefined && fine === call.id && (
            <FineCall
              call={call}
              shadow={shadow}
              enforced={enforced}
              workspaceId={policy.workspaceId}
              onDone={onDone}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

const strictness: readonly Outcome[] = ['allow', 'approval', 'deny', 'hide']

/** What would have been stopped may have been fine; what would have been let through needs no condition to be. */
function isStricter({ outcome, shadow }: Call): boolean {
  return shadow !== null && strictness.indexOf(shadow.outcome) > strictness.indexOf(outcome)
}
