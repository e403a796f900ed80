import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { PolicyName } from '#model/policy'
import { type PolicySummary, useCreatePolicy } from '#web/data/policies.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'

export interface NewPolicyDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  serverId: string
  onCreated: (policy: PolicySummary) => void
}

const NewPolicyForm = z.object({ name: PolicyName })
type NewPolicyForm = z.infer<typeof NewPolicyForm>

const beginnings = [
  { value: 'recommended', label: 'Recommended' },
  { value: 'empty', label: 'Empty' },
] as const
const words = {
  recommended:
    'Reads are allowed, writes limited, and a person is asked before anything is destroyed or paid.',
  empty: 'Every tool is denied until you name it.',
} as const
const emptyText = '{\n  "version": "1",\n  "default": "deny",\n  "tools": {}\n}\n'

/** A name and a beginning; what comes of it is a draft, and enforced only when it is published. */
export function NewPolicyDialog(props: NewPolicyDialogProps) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} size="small" title="New policy">
      <NewPolicyFields {...props} />
    </Dialog>
  )
}

function NewPolicyFields({ serverId, onCreated, onOpenChange }: NewPolicyDialogProps) {
  const [beginning, setBeginning] = useState<(typeof beginnings)[number]['value']>('recommended')
  const create = useCreatePolicy(serverId)
  const { register, handleSubmit, formState } = useForm<NewPolicyForm>({
    resolver: zodResolver(NewPolicyForm),
  })
  const submit = handleSubmit(({ name }) =>
    create.mutate({ name, ...(beginning === 'empty' && { text: emptyText }) }, { onSuccess: onCreated }),
  )
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)} noValidate>
      <Field label="Name" error={formState.errors.name && 'A name has 1 to 80 letters.'}>
        <TextInput autoFocus placeholder="ops" {...register('name')} />
      </Field>
      <div className="grid gap-2">
        <SegmentedControl
          label="Begin with"
          size="large"
          options={beginnings}
          value={beginning}
          onChange={setBeginning}
        />
        <p className="text-sm text-ink-2">{words[beginning]} Nothing is enforced before you publish.</p>
      </div>
      {create.error && (
        <p role="alert" className="text-deny">
          {create.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button type="submit" variant="primary" loading={create.isPending}>
          Create draft
        </Button>
      </div>
    </form>
  )
}
