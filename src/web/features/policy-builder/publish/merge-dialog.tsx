import { useState } from 'react'
import type { MergeChoice, MergeConflict, MergedPart } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { TextArea } from '#web/ui/form/text-area.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import { sentence } from '../rule/rule-problems.tsx'
import { Words } from '../words.tsx'
import type { Brought } from './bring.ts'
import { mergedLine, partName } from './merge-words.ts'
import { useBrought } from './use-brought.ts'
import { arrivedLabel, type Meeting } from './use-merging.ts'

export interface MergeDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  meeting: Meeting | undefined
  /** The own text as it stands now. */
  mine: string
  /** Keeps the own text whole; over a colleague's revision the history tells why. */
  onKeepMine: (reason: string) => void
}

/** Two changes of one policy, brought together: what fits is listed, what does not is asked. */
export function MergeDialog(props: MergeDialogProps) {
  const { open, onOpenChange, meeting, mine } = props
  return (
    <Dialog
      open={open && meeting !== undefined}
      onOpenChange={onOpenChange}
      size="large"
      title={`Bring ${meeting?.theirName ?? ''} and your draft together`}
      description="Nothing is published by this: the result is your draft, and undo takes it back."
    >
      {meeting !== undefined && <Merged {...props} key={meeting.theirs} meeting={meeting} mine={mine} />}
    </Dialog>
  )
}

type Choices = ReadonlyMap<string, MergeChoice>

function Merged({ meeting, mine, onOpenChange, onKeepMine }: MergeDialogProps & { meeting: Meeting }) {
  const { base, theirs } = meeting
  const { brought, pending, bring } = useBrought({ base, mine, theirs })
  const [choices, setChoices] = useState<Choices>(new Map())
  const [failure, setFailure] = useState<string>()
  const done = (said: string) => {
    onOpenChange(false)
    announce(said)
  }
  const takeTheirs = () => {
    meeting.accept(theirs, `Take ${meeting.theirName}`)
    done(`${meeting.theirName} is taken over. Undo brings yours back.`)
  }
  if (brought === undefined) return <SkeletonRows rows={6} label="Working out what both changed" />
  if (!brought.ok) {
    return (
      <div className="grid gap-4">
        <Banner tone="bad">
          <Words text={sentence(`${brought.fault.at ?? 'the text'}: ${brought.fault.message}`)} /> It must be
          put right in the code before the two can be brought together.
        </Banner>
        <div className="flex justify-end">
          <Button onClick={takeTheirs}>Take all of {meeting.theirName}</Button>
        </div>
      </div>
    )
  }
  const { conflicts } = brought.value
  const left = conflicts.filter(({ key }) => !choices.has(key)).length
  const finish = () =>
    bring(choices, (text) => {
      if (!text.ok) return setFailure(sentence(`${text.fault.at ?? ''} ${text.fault.message}`.trim()))
      meeting.accept(text.value, arrivedLabel(meeting.theirName))
      done('Both are in your draft. It is checked and tested again.')
    })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {conflicts.map((conflict) => (
        <Question
          key={conflict.key}
          conflict={conflict}
          theirName={meeting.theirName}
          choice={choices.get(conflict.key)}
          onChoose={(choice) => {
            setFailure(undefined)
            setChoices(new Map(choices).set(conflict.key, choice))
          }}
        />
      ))}
      <Fitting brought={brought.value} theirName={meeting.theirName} />
      {failure !== undefined && (
        <Banner tone="bad" live="assertive">
          <Words text={failure} />
        </Banner>
      )}
      {meeting.kind === 'behind' && <KeepMine theirName={meeting.theirName} onKeep={onKeepMine} />}
      <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
        <span role="status" className="mr-auto text-ink-2 tabular-nums">
          {left === 0 ? 'Every question has its answer.' : `${left} of ${conflicts.length} left to choose`}
        </span>
        {meeting.kind === 'stale' && <Button onClick={() => onKeepMine('')}>Take all of mine</Button>}
        <Button onClick={takeTheirs}>Take all of {meeting.theirName}</Button>
        <Button variant="primary" disabled={left > 0} loading={pending} onClick={finish}>
          Bring together
        </Button>
      </div>
    </div>
  )
}

interface QuestionProps {
  conflict: MergeConflict
  theirName: string
  choice: MergeChoice | undefined
  onChoose: (choice: MergeChoice) => void
}

function Question({ conflict, theirName, choice, onChoose }: QuestionProps) {
  const { subject, mine, theirs, base } = conflict
  const name = partName(conflict)
  const options = [
    { value: 'mine' as const, label: 'Mine' },
    { value: 'theirs' as const, label: 'Theirs' },
    ...(subject === 'comments' ? [] : [{ value: 'edit' as const, label: 'Edit' }]),
  ]
  return (
    <section aria-label={name.replaceAll('`', '')} className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 flex-1 font-medium break-words">
          <Words text={sentence(`both changed ${name}`)} />
        </h3>
        <SegmentedControl
          label={`What to keep of ${name.replaceAll('`', '')}`}
          options={options}
          value={choice?.kind}
          onChange={(kind) => onChoose(kind === 'edit' ? { kind, text: mine ?? theirs ?? '' } : { kind })}
        />
      </div>
      <div className="grid gap-2 md:grid-cols-2">
        <Side title="Mine" text={mine} chosen={choice?.kind === 'mine'} />
        <Side title={`Theirs, ${theirName}`} text={theirs} chosen={choice?.kind === 'theirs'} />
      </div>
      {choice?.kind === 'edit' && (
        <Field label={`Text of ${name.replaceAll('`', '')}`} hint="Leave it empty to take it out.">
          <TextArea
            className="font-mono text-sm"
            spellCheck={false}
            value={choice.text}
            onChange={(event) => onChoose({ kind: 'edit', text: event.target.value })}
          />
        </Field>
      )}
      {base !== undefined && base !== '' && (
        <details className="text-sm text-ink-2">
          <summary>What both began from</summary>
          <Code text={base} />
        </details>
      )}
    </section>
  )
}

function Side({ title, text, chosen }: { title: string; text: string | undefined; chosen: boolean }) {
  return (
    <figure
      className={`min-w-0 rounded-md border ${chosen ? 'border-accent bg-accent-soft' : 'border-line'}`}
    >
      <figcaption className="px-3 pt-2 text-sm text-ink-3">
        {title}
        {chosen && <span className="sr-only"> (chosen)</span>}
      </figcaption>
      {text === undefined || text === '' ? (
        <p className="px-3 pb-2 text-ink-3">taken out</p>
      ) : (
        <Code text={text} />
      )}
    </figure>
  )
}

function Code({ text }: { text: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-72 overflow-auto px-3 py-2 font-mono text-sm leading-relaxed -outline-offset-2"
    >
      {text}
    </pre>
  )
}

function Fitting({ brought, theirName }: { brought: Brought; theirName: string }) {
  const of = (by: MergedPart['by']) => brought.merged.filter((part) => part.by === by)
  return (
    <div className="grid gap-3 empty:hidden md:grid-cols-2">
      <PartList title={`Only in ${theirName}: comes in`} parts={of('theirs')} />
      <PartList title="Only yours: stays" parts={of('mine')} />
      <PartList title="The same in both" parts={of('both')} />
    </div>
  )
}

const shownFirst = 12

function PartList({ title, parts }: { title: string; parts: readonly MergedPart[] }) {
  const [all, setAll] = useState(false)
  if (parts.length === 0) return null
  const shown = all ? parts : parts.slice(0, shownFirst)
  return (
    <section>
      <h3 className="pb-1 font-medium">
        {title} <span className="font-normal text-ink-3 tabular-nums">{parts.length}</span>
      </h3>
      <ul className="border-t border-line/60 text-ink-2">
        {shown.map((part) => (
          <li key={part.key} className="border-b border-line/60 py-1 break-words">
            <Words text={mergedLine(part)} />
          </li>
        ))}
      </ul>
      {shown.length < parts.length && (
        <Button size="small" variant="quiet" className="mt-1" onClick={() => setAll(true)}>
          Show all {parts.length}
        </Button>
      )}
    </section>
  )
}

function KeepMine({ theirName, onKeep }: { theirName: string; onKeep: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  const words = reason.trim()
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="font-medium">Take all of mine instead</summary>
      <form
        className="grid gap-2 pt-2"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          if (words !== '') onKeep(words)
        }}
      >
        <Field
          label="Reason"
          hint={`What ${theirName} changed will be gone from your draft. The reason is told in the history.`}
        >
          <TextInput value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <div>
          <Button type="submit" disabled={words === ''}>
            Take all of mine
          </Button>
        </div>
      </form>
    </details>
  )
}
