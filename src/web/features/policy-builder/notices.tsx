import { useSyncExternalStore } from 'react'
import { Button } from '#web/ui/action/button.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useBuilderHands } from './builder-context.tsx'
import type { DraftKeeper, DraftState } from './model/draft-keeper.ts'
import { recoveredLabel } from './model/session.ts'
import type { FormState } from './model/sync.ts'
import { listed } from './publish/merge-words.ts'
import { type Arrived, arrivedLabel, type Meeting } from './publish/use-merging.ts'
import { sentence } from './rule/rule-problems.tsx'
import { Words } from './words.tsx'

/** The text cannot be read: where, and the way there. The form stands still meanwhile. */
export function FrozenNotice({
  frozen,
  onGoTo,
}: {
  frozen: FormState['frozen']
  onGoTo: (offset: number) => void
}) {
  if (frozen === undefined) return null
  return (
    <Banner
      tone="bad"
      live="polite"
      className="m-2"
      action={
        <Button size="small" onClick={() => onGoTo(frozen.offset)}>
          Go to error
        </Button>
      }
    >
      <b>Line {frozen.line} cannot be read.</b> <Words text={sentence(frozen.message)} /> The list shows the
      last state that could be read, and waits. Nothing is lost.
    </Banner>
  )
}

/** The draft is no more on the server, though it is here: a person says that it shall be there again. */
export function DiscardedNotice({ state, keeper }: { state: DraftState; keeper: DraftKeeper }) {
  if (state.kind !== 'stale' || state.theirs !== null) return null
  return (
    <Banner
      tone="warning"
      live="assertive"
      action={
        <Button size="small" onClick={keeper.keepMine}>
          Keep mine
        </Button>
      }
    >
      This draft was discarded or published elsewhere. What you wrote here is not saved yet.
    </Banner>
  )
}

export interface MeetingNoticeProps {
  meeting: Meeting | undefined
  /** Parts that need a choice; undefined = the own text cannot be read. */
  questions: number | undefined
  onOpen: () => void
}

/** Somebody published or saved what touches one's own changes: nothing is overwritten before a person has chosen. */
export function MeetingNotice({ meeting, questions, onOpen }: MeetingNoticeProps) {
  if (meeting === undefined) return null
  const { kind, theirName, author } = meeting
  return (
    <Banner
      tone="warning"
      live="polite"
      about={`${theirName} ${questions}`}
      action={
        <Button size="small" onClick={onOpen}>
          Bring together
        </Button>
      }
    >
      <b>
        {kind === 'behind'
          ? `${author ?? 'Somebody'} published ${theirName} since you began.`
          : 'This draft was changed on another device.'}
      </b>{' '}
      {questionWords(questions)} Nothing was overwritten.
    </Banner>
  )
}

function questionWords(questions: number | undefined): string {
  if (questions === undefined)
    return 'Your text cannot be read yet: put it right, then the two come together.'
  if (questions === 0) return 'What it changes fits beside yours.'
  return questions === 1
    ? 'One thing was changed by both: you choose.'
    : `${questions} things were changed by both: you choose.`
}

/** Takes a step back while it is the last one: what was written after it must not go in its place. */
function UndoButton({ label, onDone }: { label: string; onDone: () => void }) {
  const { buffer } = useBuilderHands().session
  const last = useSyncExternalStore(buffer.subscribe, () => buffer.state().undo)
  if (last !== label) return null
  return (
    <Button
      size="small"
      onClick={() => {
        buffer.undo()
        onDone()
      }}
    >
      Undo
    </Button>
  )
}

/** What came in by itself, said once. */
export function ArrivedNotice({
  arrived,
  onDismiss,
}: {
  arrived: Arrived | undefined
  onDismiss: () => void
}) {
  if (arrived === undefined) return null
  const { theirName, author, parts } = arrived
  return (
    <Banner
      tone="info"
      live="polite"
      about={theirName}
      action={
        <span className="flex flex-wrap gap-2">
          <UndoButton label={arrivedLabel(theirName)} onDone={onDismiss} />
          <Button size="small" variant="quiet" onClick={onDismiss}>
            Dismiss
          </Button>
        </span>
      }
    >
      <b>
        {author === undefined
          ? `What ${theirName} changes came in beside yours.`
          : `${theirName} by ${author} came in beside your changes.`}
      </b>{' '}
      {parts.length > 0 && <Words text={`${sentence(listed(parts))}`} />}
    </Banner>
  )
}

/** Another tab of this browser has the pen. */
export function ElsewhereNotice({ onClaim }: { onClaim: () => void }) {
  return (
    <Banner
      tone="info"
      live="polite"
      action={
        <Button size="small" onClick={onClaim}>
          Edit here
        </Button>
      }
    >
      <b>You edit this policy in another tab.</b> This one shows what you write there. Nothing is lost by
      changing over.
    </Banner>
  )
}

/** Without a line to the server one goes on writing; what is written stays in the browser. */
export const offlineWords = (
  <>
    <b>Offline.</b> You can go on: what you write is kept in this browser and saved when the line is back.
    Publishing waits until then.
  </>
)

/** What an earlier visit could not save is back. */
export function RecoveredNotice({ at, onDismiss }: { at: number; onDismiss: () => void }) {
  return (
    <Banner
      tone="info"
      live="polite"
      action={
        <span className="flex flex-wrap gap-2">
          <UndoButton label={recoveredLabel} onDone={onDismiss} />
          <Button size="small" variant="quiet" onClick={onDismiss}>
            Keep it
          </Button>
        </span>
      }
    >
      <b>What you wrote here did not reach the server then, and is back.</b> It was written{' '}
      <RelativeTime at={at} />.
    </Banner>
  )
}

/** An action of the form that could not be done, in words; it goes when the next one can. */
export function RefusedNotice({
  refused,
  onDismiss,
}: {
  refused: string | undefined
  onDismiss: () => void
}) {
  if (refused === undefined) return null
  return (
    <Banner
      tone="warning"
      live="assertive"
      action={
        <Button size="small" variant="quiet" onClick={onDismiss}>
          Dismiss
        </Button>
      }
    >
      <Words text={refused} />
    </Banner>
  )
}
