import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Grant } from '#model/grant'
import type { PublishMode } from '#model/policy'
import type { Problem } from '#policy'
import { useRecordedCalls } from '#web/data/recorded-calls.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Kbd } from '#web/ui/display/kbd.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import { TextComparison } from '../text-comparison.tsx'
import { Changes } from './changes.tsx'
import { Effect } from './effect.tsx'
import { Grants } from './grants.tsx'
import { OtherProblems, ProblemList, StandingProblems, TickList } from './problem-lists.tsx'
import { findingKey, type Reviewed, type Subject, weakening } from './reviewing.ts'
import { Tests } from './tests.tsx'
import { useReviewed } from './use-reviewed.ts'

export interface ReviewDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  policyName: string
  serverId: string
  workspaceId: string
  /** The number that the new revision will have, and that of the enforced one. */
  next: number
  enforced: number | undefined
  subject: Subject
  /** Those that carry the policy. */
  grants: readonly Grant[]
  problems: readonly Problem[]
  /** Whether the problems are those of the text as it stands. */
  isChecked: boolean
  /** What the note begins with: why a newer revision was not brought in. */
  note: string | undefined
  pending: boolean
  /** Why it was not published; the draft is as it was. */
  failure: string | undefined
  /** Why it cannot be published now; undefined = it can. */
  blocked: string | undefined
  onPublish: (note: string | undefined, mode: PublishMode) => void
  onGoTo: (offset: number) => void
}

/** What publishing would change, what it would have done, and the one button that does it. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { open, onOpenChange, policyName, next } = props
  const form = useRef<HTMLFormElement>(null)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="large"
      title={`Review and publish ${policyName}`}
      description={`It becomes v${next} and is enforced at once, for every grant that carries this policy.`}
      onKeyDown={(event) => pressed(event, () => form.current?.requestSubmit())}
    >
      {/* Of its own, so that what was written and ticked is forgotten when the dialog closes. */}
      <Review {...props} form={form} />
    </Dialog>
  )
}

const replayDays = 7
const dayMs = 86_400_000

function useReplay({ serverId, workspaceId }: ReviewDialogProps) {
  const [since] = useState(() => Date.now() - replayDays * dayMs)
  const recorded = useRecordedCalls(serverId, { since })
  const replay = useMemo(
    () => recorded.data && { calls: recorded.data.calls, serverId, workspaceId },
    [recorded.data, serverId, workspaceId],
  )
  return { recorded, replay }
}

function Review(props: ReviewDialogProps & { form: RefObject<HTMLFormElement | null> }) {
  const { form, problems, pending, blocked, onGoTo, subject, enforced } = props
  const { recorded, replay } = useReplay(props)
  const { reviewed, effect, effectMs } = useReviewed(subject, replay)
  const [note, setNote] = useState(props.note ?? '')
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState(false)
  const top = useRef<HTMLElement>(null)
  // It is read from the top, what is loosened first: not from the field at its end, with the rest scrolled away.
  useEffect(() => top.current?.focus({ preventScroll: true }), [])
  const { fresh, standing } = useWeakening(problems, reviewed)
  const errors = problems.filter(({ severity }) => severity === 'error')
  const isTicked = fresh.every((problem) => ticked.has(findingKey(problem)))
  const danger = reviewed?.danger ?? []
  const isKnown = reviewed !== undefined && props.isChecked
  const faulty = errorWords(errors.length)
  const unsound =
    faulty ?? blocked ?? (isKnown ? undefined : 'The text is being checked. Try again in a moment.')
  const isExplained = danger.length === 0 || note.trim() !== ''
  const publish = (mode: PublishMode) => {
    setAsked(true)
    // Who presses the keys does not see that the button is grey.
    if (unsound !== undefined) return announce(unsound)
    const isReady = isTicked && (isExplained || mode === 'shadow')
    if (!isReady) return toFirstMissing(form.current)
    if (!pending) props.onPublish(note.trim() === '' ? undefined : note.trim(), mode)
  }
  return (
    <form
      ref={form}
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        publish('enforced')
      }}
    >
      <section
        ref={top}
        tabIndex={-1}
        aria-label="What changes"
        className="grid gap-5 rounded-sm outline-offset-4"
      >
        {errors.length > 0 && (
          <ProblemList
            title="Must be put right before it can be published"
            problems={errors}
            onGoTo={onGoTo}
          />
        )}
        {reviewed === undefined ? (
          <SkeletonRows rows={4} label="Working out what changes" />
        ) : (
          <Changes changes={reviewed.changes} isSameText={subject.before === subject.after} />
        )}
      </section>
      {reviewed !== undefined && <Tests tests={reviewed.tests} />}
      <TickList problems={fresh} ticked={ticked} onTick={setTicked} asked={asked} onGoTo={onGoTo} />
      <Effect
        serverId={props.serverId}
        days={replayDays}
        recorded={recorded.data}
        failure={recorded.error?.message}
        effect={effect}
        effectMs={effectMs}
      />
      {reviewed !== undefined && (
        <Grants grants={props.grants} before={reviewed.before} after={reviewed.after} />
      )}
      {enforced !== undefined && <StandingProblems problems={standing} enforced={enforced} onGoTo={onGoTo} />}
      <OtherProblems problems={problems} onGoTo={onGoTo} />
      {subject.before !== undefined && subject.before !== subject.after && enforced !== undefined && (
        <TextChanges before={subject.before} after={subject.after} enforced={enforced} />
      )}
      <Reason note={note} onNote={setNote} danger={danger} missing={asked && !isExplained} />
      {blocked !== undefined && <Banner tone="warning">{blocked}</Banner>}
      {props.failure !== undefined && (
        <Banner tone="bad" live="assertive">
          {props.failure} Your draft is as it was.
        </Banner>
      )}
      <Buttons {...props} ready={unsound === undefined} faulty={faulty} onShadow={() => publish('shadow')} />
    </form>
  )
}

/** What weakens the policy: by this text, and before it already. Nothing is asked until it is known which is which. */
function useWeakening(problems: readonly Problem[], reviewed: Reviewed | undefined) {
  return useMemo(() => {
    const known = reviewed === undefined ? undefined : new Set(reviewed.standing)
    const all = known === undefined ? [] : weakening(problems)
    return {
      fresh: all.filter((problem) => known?.has(findingKey(problem)) === false),
      standing: all.filter((problem) => known?.has(findingKey(problem)) === true),
    }
  }, [problems, reviewed])
}

/** The first of what was forgotten takes the focus, once it is drawn as such. */
function toFirstMissing(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => {
    const missing = form?.querySelector<HTMLElement>('[aria-invalid="true"]')
    missing?.focus()
    // With what is said of it below, which on a phone would stand under the buttons.
    missing?.scrollIntoView({ block: 'center' })
  })
}

function errorWords(count: number): string | undefined {
  if (count === 0) return undefined
  return count === 1 ? 'One error must be put right first.' : `${count} errors must be put right first.`
}

function pressed(event: KeyboardEvent, publish: () => void): void {
  if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
  event.preventDefault()
  event.stopPropagation()
  publish()
}

interface ReasonProps {
  note: string
  onNote: (note: string) => void
  danger: readonly string[]
  missing: boolean
}

/** Why: asked of whoever loosens what destroys or pays, offered to all others. */
function Reason({ note, onNote, danger, missing }: ReasonProps) {
  const isRequired = danger.length > 0
  const names =
    danger.length > 3 ? `${danger.slice(0, 3).join(', ')} and ${danger.length - 3} more` : danger.join(', ')
  return (
    <Field
      label={isRequired ? 'Reason' : 'Note'}
      optional={!isRequired}
      hint={
        isRequired
          ? `This loosens what destroys or pays (${names}). Shown in the history.`
          : 'Why; shown in the history.'
      }
      error={missing ? 'Say why it is loosened.' : undefined}
    >
      <TextInput
        value={note}
        maxLength={500}
        aria-required={isRequired}
        onChange={(event) => onNote(event.target.value)}
      />
    </Field>
  )
}

function TextChanges({ before, after, enforced }: { before: string; after: string; enforced: number }) {
  const [open, setOpen] = useState(false)
  return (
    <details
      // What opens below the edge comes into sight.
      className="rounded-md border border-line px-3 py-2"
      onToggle={({ currentTarget: details }) => {
        setOpen(details.open)
        if (details.open) requestAnimationFrame(() => void details.scrollIntoView({ block: 'nearest' }))
      }}
    >
      <summary className="font-medium">The text, line by line</summary>
      {open && (
        <div className="pt-2">
          <TextComparison before={before} after={after} names={[`v${enforced}`, 'the draft']} />
        </div>
      )}
    </details>
  )
}

interface ButtonsProps extends ReviewDialogProps {
  ready: boolean
  /** Why the text itself cannot be published, for beside the button. */
  faulty: string | undefined
  onShadow: () => void
}

function Buttons({ next, pending, ready, faulty, enforced, onOpenChange, onShadow }: ButtonsProps) {
  const whyId = useId()
  const why = faulty === undefined ? undefined : whyId
  return (
    <div className="sticky -bottom-4 z-1 -mx-5 -mb-4 flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-t border-line bg-panel px-5 py-3 max-[360px]:gap-1.5 max-[360px]:px-4">
      <p id={whyId} role="status" className="mr-auto text-sm text-ink-2">
        {pending ? 'Publishing …' : faulty}
      </p>
      <Button onClick={() => onOpenChange(false)}>Keep editing</Button>
      <Button
        loading={pending}
        aria-disabled={!ready || undefined}
        aria-describedby={why}
        title={
          enforced === undefined
            ? 'Nothing is enforced: calls stay denied while it is tried out.'
            : 'It is computed and logged beside what is enforced, and decides nothing.'
        }
        onClick={onShadow}
      >
        Publish as shadow
      </Button>
      <Button
        type="submit"
        variant="primary"
        loading={pending}
        aria-disabled={!ready || undefined}
        aria-describedby={why}
      >
        Publish v{next} as enforced <Kbd className="max-[560px]:hidden">Ctrl ⏎</Kbd>
      </Button>
    </div>
  )
}
