import { useState } from 'react'
import { type UseFormReturn, useWatch } from 'react-hook-form'
import { errorWords } from '#web/data/fault-words.ts'
import { useInstallation } from '#web/data/me.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import type { ServerForm } from './server-form.ts'
import { slugOf } from './slug-of.ts'

/** The name, and the gateway URL that follows from it unless one says otherwise. */
export function GatewayName({ form }: { form: UseFormReturn<ServerForm> }) {
  const [open, setOpen] = useState(false)
  const { register, control, formState } = form
  const [name, slug] = useWatch({ control, name: ['name', 'slug'] })
  const origin = useInstallation().data?.origin ?? window.location.origin
  const errors = formState.errors
  const shown = open || errors.slug !== undefined
  return (
    <div className="grid gap-3">
      <Field label="Name" error={errorWords(errors.name)}>
        <TextInput autoComplete="off" {...register('name')} />
      </Field>
      {shown && (
        <Field
          label="Slug"
          optional
          hint="The last part of the gateway URL, and part of each tool's name in many clients: short is good."
          error={errorWords(errors.slug)}
        >
          <TextInput mono autoComplete="off" placeholder={slugOf(name)} {...register('slug')} />
        </Field>
      )}
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-2">
        <span>
          Clients will use{' '}
          <code className="break-all text-ink">{`${origin}/mcp/${slug || slugOf(name) || '…'}`}</code>
        </span>
        {!shown && (
          <Button size="small" variant="quiet" onClick={() => setOpen(true)}>
            Change
          </Button>
        )}
      </p>
    </div>
  )
}
