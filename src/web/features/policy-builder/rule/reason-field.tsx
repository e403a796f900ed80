import { Field } from '#web/ui/form/field.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { CommitInput } from './commit-input.tsx'
import type { RuleTarget } from './rule-target.ts'

/** What an agent is told when the rule denies or holds its call. */
export function ReasonField({ target }: { target: RuleTarget }) {
  const { act, locked } = useBuilderHands()
  const { rule, pointer, name } = target
  const commit = (text: string) => {
    const reason = text.trim()
    const place = `${pointer}/reason`
    act(
      [reason === '' ? { kind: 'remove', pointer: place } : { kind: 'set', pointer: place, value: reason }],
      `Change the reason of ${name}`,
    )
  }
  return (
    <Field label="Reason" optional hint="Told to the agent when the call is denied or held.">
      <CommitInput value={rule.reason ?? ''} onCommit={commit} disabled={locked !== undefined} />
    </Field>
  )
}
