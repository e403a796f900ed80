import { ArrowDown, ArrowUp, ArrowUpDown, Equal } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { Change, Problem } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { Kbd } from '#web/ui/display/kbd.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Checkbox } from '#web/ui/form/checkbox.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import { sentence } from '../rule/rule-problems.tsx'
import { Words } from '../words.tsx'

export interface ReviewDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  policyName: string
  /** The number that the new revision will have. */
  next: number
  changes: readonly Change[]
  problems: readonly Problem[]
  pending: boolean
  /** Why it was not published; the draft is as it was. */
  failure: string | undefined
  /** Why it cannot be published now; undefined = it can. */
  blocked: string | undefined
  onPublish: (note: string | undefined) => void
  onGoTo: (offset: number) => void
}

/** What publishing would change, in sentences, and the one button that does it. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { open, onOpenChange, policyName, next } = props
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="large"
      title={`Review and publish ${policyName}`}
      description={`It becomes v${next} and is enforced at once, for every grant that carries this policy.`}
    >
      {/* Of its own, so that what was written and ticked is forgotten when the dialog closes. */}
      <Review {...props} />
    </Dialog>
  )
}

function Review(props: ReviewDialogProps) {
  const { changes, problems, pending, failure, blocked, onPublish, onGoTo, next } = props
  const [note, setNote] = useState('')
  const [accepted, setAccepted] = useState(false)
  const [asked, setAsked] = useState(false)
  const security = problems.filter(({ severity }) => severity === 'security')
  const errors = problems.filter(({ severity }) => severity === 'error')
  const unticked = security.length > 0 && !accepted
  const ready = blocked === undefined && errors.length === 0 && !unticked
  const publish = () => {
    setAsked(true)
    if (ready && !pending) onPublish(note.trim() === '' ? undefined : note.trim())
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    event.stopPropagation()
    publish()
  }
  return (
    <form
      className="grid gap-4"
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        publish()
      }}
    >
      {errors.length > 0 && (
        <ProblemList title="Must be put right before it can be published" problems={errors} onGoTo={onGoTo} />
      )}
      <Changes changes={changes} />
      {security.length > 0 && (
        <>
          <ProblemList title="What weakens it" problems={security} onGoTo={onGoTo} />
          <Checkbox
            label={`I have read ${security.length === 1 ? 'this' : `these ${security.length}`} and want it so.`}
            checked={accepted}
            aria-invalid={asked && unticked}
            onChange={(event) => setAccepted(event.target.checked)}
          />
        </>
      )}
      <OtherProblems problems={problems} onGoTo={onGoTo} />
      <Field label="Note" optional hint="Why; shown in the history.">
        <TextInput value={note} maxLength={500} autoFocus onChange={(event) => setNote(event.target.value)} />
      </Field>
      {asked && unticked && (
        <p role="alert" className="text-deny">
          Tick that you have read what weakens it.
        </p>
      )}
      {blocked !== undefined && <Banner tone="warning">{blocked}</Banner>}
      {failure !== undefined && (
        <Banner tone="bad" live="assertive">
          {failure}
        </Banner>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => props.onOpenChange(false)}>Keep editing</Button>
        <Button type="submit" variant="primary" loading={pending} aria-disabled={!ready || undefined}>
          Publish v{next} as enforced <Kbd>Ctrl ⏎</Kbd>
        </Button>
      </div>
    </form>
  )
}

const directions = [
  { direction: 'looser', title: 'Looser', icon: <ArrowDown aria-hidden className="size-3.5 text-limit" /> },
  {
    direction: 'changed',
    title: 'Looser in part, stricter in part',
    icon: <ArrowUpDown aria-hidden className="size-3.5 text-ask" />,
  },
  { direction: 'stricter', title: 'Stricter', icon: <ArrowUp aria-hidden className="size-3.5 text-allow" /> },
  {
    direction: 'neutral',
    title: 'Otherwise changed',
    icon: <Equal aria-hidden className="size-3.5 text-ink-3" />,
  },
] as const

function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0)
    return <p className="text-ink-2">No tool is treated differently: only words of the text change.</p>
  return directions.map(({ direction, title, icon }) => (
    <ChangeList
      key={direction}
      title={title}
      icon={icon}
      changes={changes.filter((change) => change.direction === direction)}
    />
  ))
}

const shownFirst = 30

function ChangeList({
  title,
  icon,
  changes,
}: {
  title: string
  icon: ReactNode
  changes: readonly Change[]
}) {
  const [all, setAll] = useState(false)
  if (changes.length === 0) return null
  const shown = all ? changes : changes.slice(0, shownFirst)
  const tools = changes.reduce((count, change) => count + change.tools.length, 0)
  return (
    <section>
      <h3 className="flex items-center gap-1.5 pb-1 font-medium">
        {icon}
        {title}
        {tools > 0 && (
          <span className="font-normal text-ink-3 tabular-nums">
            {tools} {tools === 1 ? 'tool' : 'tools'}
          </span>
        )}
      </h3>
      <ul className="border-t border-line/60">
        {shown.map((change) => (
          <li key={change.sentence} className="border-b border-line/60 py-1.5 leading-normal break-words">
            <Words text={sentence(change.sentence)} />
            {change.tools.length > 3 && (
              <details className="text-sm text-ink-3">
                <summary>All {change.tools.length} tools</summary>
                <p className="py-1 font-mono break-words">{change.tools.join(', ')}</p>
              </details>
            )}
          </li>
        ))}
      </ul>
      {shown.length < changes.length && (
        <Button size="small" variant="quiet" className="mt-1" onClick={() => setAll(true)}>
          Show all {changes.length}
        </Button>
      )}
    </section>
  )
}

interface ProblemListProps {
  title: string
  problems: readonly Problem[]
  onGoTo: (offset: number) => void
}

function ProblemList({ title, problems, onGoTo }: ProblemListProps) {
  return (
    <section>
      <h3 className="pb-1 font-medium">
        {title} <span className="font-normal text-ink-3 tabular-nums">{problems.length}</span>
      </h3>
      <ul className="max-h-56 overflow-y-auto border-t border-line/60">
        {problems.map((problem) => (
          <li
            key={`${problem.code} ${problem.offset}`}
            className="flex items-baseline gap-2 border-b border-line/60 py-1.5"
          >
            <span className="min-w-0 flex-1 break-words">
              <Words text={sentence(problem.message)} />
            </span>
            <Button size="small" variant="quiet" onClick={() => onGoTo(problem.offset)}>
              Line {problem.line}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function OtherProblems({ problems, onGoTo }: Pick<ReviewDialogProps, 'problems' | 'onGoTo'>) {
  const rest = problems.filter(({ severity }) => severity === 'warning' || severity === 'suggestion')
  if (rest.length === 0) return null
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="font-medium">
        {rest.length} {rest.length === 1 ? 'remark' : 'remarks'} that block nothing
      </summary>
      <div className="pt-2">
        <ProblemList title="Remarks" problems={rest} onGoTo={onGoTo} />
      </div>
    </details>
  )
}
