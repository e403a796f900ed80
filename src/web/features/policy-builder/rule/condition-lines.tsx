import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Predicate } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { predicateWords } from '../model/rule-words.ts'
import { Words } from '../words.tsx'
import { type PredicateWritten, predicateDraft } from './predicate-draft.ts'
import { added, changed, type PredicatePlace, removed } from './predicate-edits.ts'
import { PredicateForm } from './predicate-form.tsx'
import type { PredicateList, RuleTarget } from './rule-target.ts'
import { RuleSection } from './section.tsx'

const leads = { require: 'Only if', deny_if: 'Deny if', approve_if: 'Ask if' } as const

/** Where the form stands: at the end for a new predicate, or in the place of the one that is changed. */
type Open = PredicatePlace | 'new'

/** The conditions of a rule as sentences; each can be changed, and new ones built from the tools' own arguments. */
export function ConditionLines({ target }: { target: RuleTarget }) {
  const { act, locked } = useBuilderHands()
  const [open, setOpen] = useState<Open>()
  const add = useRef<HTMLButtonElement>(null)
  const { rule, lists, paths, name } = target
  const lines = lists.flatMap((list) =>
    (rule[list] ?? []).map((predicate, index) => ({ list, index, predicate })),
  )
  const close = () => {
    setOpen(undefined)
    // The button comes back with the next drawing, and the focus must not fall to the page meanwhile.
    requestAnimationFrame(() => add.current?.focus())
  }
  const save = (written: PredicateWritten) => {
    const change = open !== undefined && open !== 'new'
    act(
      change ? changed(target, open, written) : [added(target, written)],
      `${change ? 'Change a condition of' : 'Add a condition to'} ${name}`,
    )
    close()
  }
  return (
    <RuleSection
      title="Conditions"
      aside={
        locked === undefined &&
        open === undefined && (
          <Button
            ref={add}
            size="small"
            variant="quiet"
            icon={<Plus aria-hidden />}
            onClick={() => setOpen('new')}
          >
            Add condition
          </Button>
        )
      }
    >
      {lines.length === 0 && open === undefined && (
        <p className="text-sm text-ink-3">No condition on the arguments.</p>
      )}
      {lines.length > 0 && (
        <ul className="grid gap-1">
          {lines.map(({ list, index, predicate }) =>
            isOpen(open, list, index) ? (
              <li key={`${list} ${index}`}>
                <PredicateForm
                  title="Change a condition"
                  lists={lists}
                  paths={paths}
                  start={predicateDraft(list, predicate, paths)}
                  before={predicate.conditions}
                  onDone={save}
                  onCancel={close}
                />
              </li>
            ) : (
              <PredicateLine
                key={`${list} ${index}`}
                list={list}
                predicate={predicate}
                pointer={`${target.pointer}/${list}/${index}`}
                onEdit={() => setOpen({ list, index })}
                onRemove={() => {
                  setOpen(undefined)
                  act([removed(target, { list, index })], `Remove a condition of ${name}`)
                }}
              />
            ),
          )}
        </ul>
      )}
      {open === 'new' && (
        <PredicateForm
          title="New condition"
          lists={lists}
          paths={paths}
          start={predicateDraft(lists.includes('approve_if') ? 'approve_if' : 'deny_if', undefined, paths)}
          onDone={save}
          onCancel={close}
        />
      )}
    </RuleSection>
  )
}

function isOpen(open: Open | undefined, list: PredicateList, index: number): boolean {
  return open !== undefined && open !== 'new' && open.list === list && open.index === index
}

interface PredicateLineProps {
  list: PredicateList
  predicate: Predicate
  pointer: string
  onEdit: () => void
  onRemove: () => void
}

function PredicateLine({ list, predicate, pointer, onEdit, onRemove }: PredicateLineProps) {
  const { locked, session, editInCode } = useBuilderHands()
  const go = () => {
    const place = session.sync.parsed().locate(pointer)
    if (place !== undefined) editInCode(place.offset)
  }
  const words = predicateWords(predicate)
  const plain = `${leads[list]} ${words.replaceAll('`', '')}`
  return (
    <li className="group/line flex min-h-7 items-start gap-1">
      <p className="min-w-0 flex-1 py-0.5 leading-normal break-words">
        <span className="text-ink-3">{leads[list]} </span>
        <Words text={words} />
        {predicate.on_deny !== undefined && (
          <span className="block text-sm text-ink-3">“{predicate.on_deny}”</span>
        )}
      </p>
      {locked === undefined ? (
        <>
          <IconButton
            size="small"
            label={`Change: ${plain}`}
            icon={<Pencil aria-hidden />}
            onClick={onEdit}
          />
          <IconButton
            size="small"
            label={`Remove: ${plain}`}
            icon={<Trash2 aria-hidden />}
            onClick={onRemove}
          />
        </>
      ) : (
        <Button size="small" variant="quiet" onClick={go}>
          Show in code
        </Button>
      )}
    </li>
  )
}
