import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { type Grant, GrantLabel } from '#model/grant'
import { errorWords, sentence } from '#web/data/fault-words.ts'
import { useUpdateGrant } from '#web/data/grants.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'

const Fields = z.object({ label: GrantLabel })

export function RenameGrant({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const update = useUpdateGrant()
  const form = useForm({ resolver: zodResolver(Fields), defaultValues: { label: grant.label } })
  const submit = form.handleSubmit(({ label }) =>
    update.mutate(
      { grantId: grant.id, changes: { label } },
      {
        onSuccess: onClose,
        onError: (fault) =>
          form.setError('label', { message: sentence(fault.message) }, { shouldFocus: true }),
      },
    ),
  )
  return (
    <Dialog open onOpenChange={onClose} title={`Rename ${grant.label}`} size="small">
      <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field label="Label" error={errorWords(form.formState.errors.label)}>
          <TextInput autoComplete="off" {...form.register('label')} />
        </Field>
        <Button type="submit" variant="primary" className="justify-self-end" loading={update.isPending}>
          Rename
        </Button>
      </form>
    </Dialog>
  )
}
