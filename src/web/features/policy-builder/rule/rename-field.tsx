import { useState } from 'react'
import { announce } from '#web/ui/feedback/announce.ts'
import { Field } from '#web/ui/form/field.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import type { Row } from '../model/rows.ts'
import { CommitInput } from './commit-input.tsx'

/** Gives a pattern, or a rule whose tool is gone, another name; it keeps its place, its comments and its order. */
export function RenameField({ row }: { row: Row }) {
  const { act, locked, policy, show } = useBuilderHands()
  // An object, so that the same words are another refusal.
  const [wrong, setWrong] = useState<{ words: string }>()
  const rename = (text: string) => {
    const to = text.trim()
    act([{ kind: 'rename_rule', tool: row.name, to }], `Rename ${row.name} to ${to}`)
    show({ pane: 'rule', tool: to })
  }
  return (
    <Field
      label={row.kind === 'pattern' ? 'Pattern' : 'Name'}
      hint={
        row.kind === 'pattern' ? 'The * stands for any characters.' : 'The tool that the rule is meant for.'
      }
      error={wrong?.words}
    >
      <CommitInput
        mono
        value={row.name}
        disabled={locked !== undefined}
        check={(text) => {
          const to = text.trim()
          if (to === '') return 'A rule has a name.'
          return to !== row.name && Object.hasOwn(policy.document.tools ?? {}, to)
            ? 'There is a rule of this name already.'
            : undefined
        }}
        onError={(words, wasLeft) => {
          setWrong(words === undefined ? undefined : { words })
          // At Enter the field says it; one that is left would not be read again.
          if (words !== undefined && wasLeft) announce(words, 'assertive')
        }}
        onCommit={rename}
      />
    </Field>
  )
}
