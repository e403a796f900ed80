import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { type Workspace, WorkspaceName } from '#model/workspace'
import { errorWords, sentence } from '#web/data/fault-words.ts'
import { useUpdateWorkspace } from '#web/data/workspace.ts'
import { Button } from '#web/ui/action/button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'

const Fields = z.object({ name: WorkspaceName })

export function WorkspaceNameForm({ workspace }: { workspace: Workspace }) {
  const update = useUpdateWorkspace(workspace.id, () => announce('Saved.'))
  const form = useForm({ resolver: zodResolver(Fields), values: { name: workspace.name } })
  const { errors, isDirty } = form.formState
  const submit = form.handleSubmit((values) => {
    if (!isDirty) return
    update.mutate(values, {
      onError: (fault) => form.setError('name', { message: sentence(fault.message) }, { shouldFocus: true }),
    })
  })
  return (
    <form
      noValidate
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2"
      onSubmit={(event) => void submit(event)}
    >
      <Field label="Name" error={errorWords(errors.name)}>
        <TextInput autoComplete="organization" {...form.register('name')} />
      </Field>
      <Button
        type="submit"
        variant={isDirty ? 'primary' : 'default'}
        aria-disabled={!isDirty}
        loading={update.isPending}
        className="mt-[27px] h-[34px]! pointer-coarse:h-11!"
      >
        Save
      </Button>
    </form>
  )
}
