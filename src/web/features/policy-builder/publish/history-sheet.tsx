import { useState } from 'react'
import { type RevisionSummary, useRevision, useRevisions } from '#web/data/policies.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Badge } from '#web/ui/display/badge.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { AlertDialog } from '#web/ui/overlay/alert-dialog.tsx'
import { Sheet } from '#web/ui/overlay/sheet.tsx'
import { CodeViewer } from '../code/code-viewer.tsx'
import { TextComparison } from './text-comparison.tsx'

export interface HistorySheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  policyId: string
  enforced: number | null
  shadow: number | null
  locked: boolean
  pending: boolean
  failure: string | undefined
  /** Publishes the text of an earlier revision as the next one. */
  onRollBack: (text: string, number: number, done: () => void) => void
}

/** Every revision that was published: who, when, why, and its text; an earlier one can be enforced again. */
export function HistorySheet(props: HistorySheetProps) {
  const { open, onOpenChange, policyId, enforced } = props
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title="History"
      description="What was published is never changed. Rolling back publishes an earlier text as a new revision."
      className="w-[min(640px,100vw)]!"
    >
      {open && <Revisions {...props} policyId={policyId} enforced={enforced} />}
    </Sheet>
  )
}

function Revisions(props: HistorySheetProps) {
  const { policyId, enforced, locked } = props
  const revisions = useRevisions(policyId)
  const [shown, setShown] = useState<number>()
  const [asked, setAsked] = useState<number>()
  const former = formerOf(revisions.data ?? [], enforced)
  if (revisions.isError) {
    return (
      <ErrorState
        title="The history could not be loaded."
        cause={revisions.error.message}
        id={revisions.error.requestId}
        onRetry={() => void revisions.refetch()}
        retrying={revisions.isFetching}
      />
    )
  }
  if (revisions.data === undefined) return <SkeletonRows rows={4} label="Loading the history" />
  if (revisions.data.length === 0)
    return <EmptyState title="Nothing was published yet.">Until then every call is denied.</EmptyState>
  return (
    <ol className="grid">
      {revisions.data.map((revision) => (
        <li key={revision.number} className="grid gap-1 border-b border-line py-3 first:pt-0">
          <div className="flex flex-wrap items-center gap-2">
            <span className="font-semibold tabular-nums">v{revision.number}</span>
            {revision.number === enforced && <Badge tone="allow">enforced</Badge>}
            {revision.number === props.shadow && <Badge tone="ask">in shadow</Badge>}
            {revision.mode === 'shadow' && revision.number !== props.shadow && <Badge>was tried out</Badge>}
            <span className="text-ink-2">{revision.publishedBy.name}</span>
            <RelativeTime at={revision.publishedAt} className="text-sm text-ink-3" />
            <span className="ml-auto flex gap-1">
              <Button
                size="small"
                variant="quiet"
                aria-expanded={shown === revision.number}
                onClick={() => setShown(shown === revision.number ? undefined : revision.number)}
              >
                {shown === revision.number ? 'Hide changes' : 'Show changes'}
              </Button>
              {revision.number !== enforced && revision.number !== former && !locked && (
                <Button size="small" onClick={() => setAsked(revision.number)}>
                  Roll back
                </Button>
              )}
            </span>
          </div>
          {revision.note !== null && <p className="break-words text-ink-2">{revision.note}</p>}
          {revision.number === former && !locked && <WayBack {...props} number={former} />}
          {shown === revision.number && (
            <RevisionChanges
              policyId={policyId}
              number={revision.number}
              others={revisions.data.map(({ number }) => number)}
            />
          )}
        </li>
      ))}
      <RollBack {...props} number={asked} onClose={() => setAsked(undefined)} />
    </ol>
  )
}

/** What was enforced before the one that is; revisions that were only tried out never were. */
function formerOf(revisions: readonly RevisionSummary[], enforced: number | null): number | undefined {
  return revisions.find(({ number, mode }) => mode === 'enforced' && number < (enforced ?? 0))?.number
}

/**
 * When the enforced revision turns out wrong, the one before it is a click away: what follows is said beside the button, and
 * it can be undone as any publication can. Older ones are asked about, for a slip in a long list is easily made.
 */
function WayBack({ number, ...props }: HistorySheetProps & { number: number }) {
  const { policyId, pending, failure, onRollBack, onOpenChange } = props
  const revision = useRevision(policyId, number)
  const wrong = failure ?? revision.error?.message
  const goBack = () => {
    if (revision.data !== undefined) onRollBack(revision.data.text, number, () => onOpenChange(false))
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-sunk px-3 py-2.5">
      <p className="min-w-0 flex-1 basis-60 leading-normal text-ink-2">
        This one was enforced before. Its text is published as a new revision at once; your draft stays as it
        is.
      </p>
      <Button size="small" loading={pending || revision.isLoading} onClick={goBack}>
        Go back to v{number}
      </Button>
      {wrong !== undefined && (
        <p role="alert" className="basis-full text-sm text-deny">
          {wrong}
        </p>
      )}
    </div>
  )
}

interface RevisionChangesProps {
  policyId: string
  number: number
  /** Every revision there is, newest first. */
  others: readonly number[]
}

/** A revision beside any other: at first beside the one before it. */
function RevisionChanges({ policyId, number, others }: RevisionChangesProps) {
  const [other, setOther] = useState(() => others.find((one) => one < number))
  const revision = useRevision(policyId, number)
  const compared = useRevision(policyId, other ?? null)
  const failed = revision.error ?? compared.error
  if (failed)
    return (
      <p role="alert" className="text-deny">
        {failed.message}
      </p>
    )
  const isReady = revision.data !== undefined && (other === undefined || compared.data !== undefined)
  const options = [
    ...others.filter((one) => one !== number).map((one) => ({ value: String(one), label: `v${one}` })),
    { value: 'none', label: 'the whole text' },
  ]
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2 text-sm text-ink-2">
        <span className="shrink-0">compared with</span>
        <Select
          label={`What v${number} is compared with`}
          options={options}
          value={other === undefined ? 'none' : String(other)}
          onChange={(value) => setOther(value === 'none' ? undefined : Number(value))}
        />
      </div>
      {!isReady && <SkeletonRows rows={3} label={`Loading v${number}`} />}
      {isReady && compared.data !== undefined && other !== undefined && (
        <TextComparison
          before={compared.data.text}
          after={revision.data.text}
          names={[`v${other}`, `v${number}`]}
        />
      )}
      {isReady && other === undefined && (
        <div className="h-80 overflow-hidden rounded-md border border-line">
          <CodeViewer text={revision.data.text} />
        </div>
      )}
    </div>
  )
}

function RollBack(props: HistorySheetProps & { number: number | undefined; onClose: () => void }) {
  const { number, policyId, pending, failure, onRollBack, onClose } = props
  const revision = useRevision(policyId, number ?? null)
  return (
    <AlertDialog
      open={number !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      tone="primary"
      title={`Roll back to v${number ?? ''}?`}
      consequence="Its text is published as a new revision and enforced at once. Your draft stays as it is."
      confirm={`Enforce the text of v${number ?? ''}`}
      pending={pending || revision.isLoading}
      error={failure ?? revision.error?.message}
      onConfirm={() => {
        if (revision.data !== undefined && number !== undefined)
          onRollBack(revision.data.text, number, onClose)
      }}
    />
  )
}
