import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Predicate, ToolRule } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { argumentPaths } from '../model/argument-paths.ts'
import type { Row } from '../model/rows.ts'
import { predicateWords } from '../model/rule-words.ts'
import { Words } from '../words.tsx'
import { ConditionForm } from './condition-form.tsx'
import { RuleSection } from './section.tsx'

const predicateLists = ['require', 'deny_if', 'approve_if'] as const
export type PredicateList = (typeof predicateLists)[number]

const leads = { require: 'Only if', deny_if: 'Deny if', approve_if: 'Ask if' } as const

/** The conditions of a rule as sentences; simple ones can be added from the tool's own arguments. */
export function ConditionLines({ row, rule }: { row: Row; rule: ToolRule }) {
  const { act, locked } = useBuilderHands()
  const [adding, setAdding] = useState(false)
  const paths = argumentPaths(row.tool?.definition.inputSchema)
  const remove = (list: PredicateList, index: number) =>
    act(
      rule[list]?.length === 1
        ? [{ kind: 'set_field', tool: row.name, field: list }]
        : [{ kind: 'remove', pointer: `${row.pointer}/${list}/${index}` }],
      `Remove a condition of ${row.name}`,
    )
  return (
    <RuleSection
      title="Conditions"
      aside={
        locked === undefined &&
        !adding && (
          <Button size="small" variant="quiet" icon={<Plus aria-hidden />} onClick={() => setAdding(true)}>
            Add condition
          </Button>
        )
      }
    >
      {row.conditions === 0 && !adding && (
        <p className="text-sm text-ink-3">No condition on the arguments.</p>
      )}
      <ul className="grid gap-1">
        {predicateLists.flatMap((list) =>
          (rule[list] ?? []).map((predicate, index) => (
            <PredicateLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a condition is named by its place in the text
              key={`${list} ${index}`}
              list={list}
              predicate={predicate}
              pointer={`${row.pointer}/${list}/${index}`}
              onRemove={() => remove(list, index)}
            />
          )),
        )}
      </ul>
      {adding && (
        <ConditionForm
          paths={paths}
          onCancel={() => setAdding(false)}
          onAdd={(list, predicate) => {
            setAdding(false)
            act(
              [{ kind: 'set', pointer: `${row.pointer}/${list}/-`, value: predicate }],
              `Add a condition to ${row.name}`,
            )
          }}
        />
      )}
    </RuleSection>
  )
}

interface PredicateLineProps {
  list: PredicateList
  predicate: Predicate
  pointer: string
  onRemove: () => void
}

function PredicateLine({ list, predicate, pointer, onRemove }: PredicateLineProps) {
  const { locked, session, editInCode } = useBuilderHands()
  const go = () => {
    const place = session.sync.parsed().locate(pointer)
    if (place !== undefined) editInCode(place.offset)
  }
  return (
    <li className="flex min-h-7 items-start gap-2">
      <p className="min-w-0 flex-1 py-0.5 leading-normal break-words">
        <span className="text-ink-3">{leads[list]} </span>
        <Words text={predicateWords(predicate)} />
        {predicate.on_deny !== undefined && (
          <span className="block text-sm text-ink-3">“{predicate.on_deny}”</span>
        )}
      </p>
      <Button size="small" variant="quiet" onClick={go}>
        {locked === undefined ? 'Edit in code' : 'Show in code'}
      </Button>
      {locked === undefined && (
        <IconButton
          size="small"
          label="Remove this condition"
          icon={<Trash2 aria-hidden />}
          onClick={onRemove}
        />
      )}
    </li>
  )
}
