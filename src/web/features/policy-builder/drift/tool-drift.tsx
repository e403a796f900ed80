import { Button } from '#web/ui/action/button.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { looksAt } from '../model/kept.ts'
import type { Row } from '../model/rows.ts'
import { ChangeList } from './change-list.tsx'

/** What the server has done with a tool since the enforced revision was published, until somebody has looked at it. */
export function ToolDrift({ row }: { row: Row }) {
  const { looks, locked, since, review } = useBuilderHands()
  if (row.mark === undefined || since === undefined) return null
  if (row.isLookedAt) return <LookedAtBy row={row} />
  return (
    <Banner
      tone="warning"
      action={
        locked === undefined && (
          <Button size="small" onClick={() => looks.lookAt(looksAt([row]), `Looked at ${row.name}.`)}>
            Looked at
          </Button>
        )
      }
    >
      <div className="grid gap-1">
        <b>{headOf(row, since)}</b>
        {row.redefined && <ChangeList row={row} />}
        {row.classBefore !== undefined && (
          <p>
            Its risk was {row.classBefore} and is {row.category}. The new class acts with the next revision
            {review === undefined ? (
              '.'
            ) : (
              <>
                :{' '}
                <button type="button" className="rounded-sm text-accent underline" onClick={review}>
                  review and publish
                </button>
                .
              </>
            )}
          </p>
        )}
      </div>
    </Banner>
  )
}

function headOf({ isNew }: Row, since: number): string {
  return isNew ? `New since v${since}` : `Changed by the server since v${since}`
}

/** Who has looked, and the way to have it pointed out again. */
export function LookedAtBy({ row }: { row: Row }) {
  const { looks, locked } = useBuilderHands()
  const look = looks.byTool.get(row.name)
  if (look === undefined) return null
  const { by, at } = look
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-sm text-ink-3">
      <span>
        {by.name} {row.kind === 'tool' ? 'looked at what the server changed' : 'keeps it'},{' '}
        <RelativeTime at={at} />.
      </span>
      {locked === undefined && (
        <Button size="small" variant="quiet" onClick={() => looks.takeBack(looksAt([row]))}>
          Point it out again
        </Button>
      )}
    </p>
  )
}
