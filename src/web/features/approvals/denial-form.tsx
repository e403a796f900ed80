import { useState } from 'react'
import { Button } from '#web/ui/action/button.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'

const reasons = ['Not what was asked', 'Too risky now', 'Wrong target', 'Ask me first'] as const

export interface DenialFormProps {
  pending: boolean
  onDeny: (reason: string | undefined) => void
  onCancel: () => void
}

/** A denial with the words that the agent is told, if any: `D`, then `Enter`. */
export function DenialForm({ pending, onDeny, onCancel }: DenialFormProps) {
  const [reason, setReason] = useState('')
  return (
    <form
      aria-label="Deny"
      className="sticky bottom-0 grid gap-3 border-t border-line bg-bg pt-3 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending) onDeny(reason.trim() === '' ? undefined : reason.trim())
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
        // A held `D` that opened this form, or `Enter` held down, must not go on to send it.
        if (event.key === 'Enter' && event.repeat) event.preventDefault()
        event.stopPropagation()
      }}
    >
      <Field label="Why not" optional hint="Told to the agent.">
        <TextInput
          autoFocus
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-1.5">
        {reasons.map((words) => (
          <Chip key={words} pressed={reason === words} onClick={() => setReason(words)}>
            {words}
          </Chip>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="large" variant="danger-solid" loading={pending}>
          Deny
        </Button>
        <Button size="large" variant="quiet" onClick={onCancel}>
          Back
        </Button>
      </div>
    </form>
  )
}
