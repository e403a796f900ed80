import { Button } from '#web/ui/action/button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import type { DraftKeeper, DraftState } from './model/draft-keeper.ts'
import type { FormState } from './model/sync.ts'
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

/** Another tab has saved this draft since: a person chooses, and nothing is overwritten before. */
export function StaleNotice({ state, keeper }: { state: DraftState; keeper: DraftKeeper }) {
  if (state.kind !== 'stale') return null
  const { theirs } = state
  return (
    <Banner
      tone="warning"
      live="assertive"
      action={
        <span className="flex flex-wrap gap-2">
          {theirs !== null && (
            <Button size="small" onClick={() => keeper.takeTheirs(Date.now())}>
              Take theirs
            </Button>
          )}
          <Button size="small" onClick={keeper.keepMine}>
            Keep mine
          </Button>
        </span>
      }
    >
      {theirs === null
        ? 'This draft was discarded or published elsewhere. What you wrote here is not saved yet.'
        : 'This draft was changed in another tab or on another device. Nothing was overwritten: take over what was saved there (undo brings yours back), or keep what stands here.'}
    </Banner>
  )
}

export interface BehindNoticeProps {
  base: number | null
  enforced: number | undefined
  author: string | undefined
  onTake: () => void
  onKeep: () => void
}

/** Somebody published a newer revision than the one this draft began from. */
export function BehindNotice({ base, enforced, author, onTake, onKeep }: BehindNoticeProps) {
  if (enforced === undefined || base === enforced) return null
  return (
    <Banner
      tone="warning"
      live="polite"
      action={
        <span className="flex flex-wrap gap-2">
          <Button size="small" onClick={onTake}>
            Take v{enforced}
          </Button>
          <Button size="small" onClick={onKeep}>
            Keep mine
          </Button>
        </span>
      }
    >
      {author ?? 'Somebody'} published v{enforced}; this draft began from{' '}
      {base === null ? 'nothing' : `v${base}`}. Take its text (undo brings yours back), or keep yours: the
      review then shows all that differs from v{enforced}.
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
