import { noteOf } from '#policy'
import { Field } from '#web/ui/form/field.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { CommitInput } from './commit-input.tsx'

/** The comment above a rule: for the people who read the policy, never told to an agent. */
export function NoteField({ tool }: { tool: string }) {
  const { act, locked, session } = useBuilderHands()
  const note = noteOf(session.sync.parsed(), tool)
  return (
    <Field label="Note" optional hint="The comment above the rule. Agents never see it.">
      <CommitInput
        lines={1}
        at="note"
        className="min-h-0!"
        value={note}
        disabled={locked !== undefined}
        onCommit={(words) =>
          act(
            [{ kind: 'set_note', tool, note: words.trim() }],
            `${words.trim() === '' ? 'Remove' : 'Change'} the note of ${tool}`,
          )
        }
      />
    </Field>
  )
}
