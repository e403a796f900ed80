import { zodResolver } from '@hookform/resolvers/zod'
import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Controller, useFieldArray, useForm, useWatch } from 'react-hook-form'
import { errorWords, sentence } from '#web/data/fault-words.ts'
import { type ServerSummary, useUpdateServer } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { PasswordInput } from '#web/ui/form/password-input.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { AddressFields, changesOf, fieldsOf } from './address-fields.ts'
import { TransportField } from './transport-field.tsx'

/** The upstream's address and credentials. Stored values are never sent here: they are kept, replaced or removed by name. */
export function AddressForm({ server }: { server: ServerSummary }) {
  const { transport } = server
  const form = useForm({ resolver: zodResolver(AddressFields), values: fieldsOf(transport) })
  const [saves, setSaves] = useState(0)
  const update = useUpdateServer(server.id, (saved) => {
    announce('Saved.')
    // A secret that was replaced is stored now, under the name that it had: nothing else tells the form.
    form.reset(fieldsOf(saved.transport))
    setSaves((before) => before + 1)
  })
  const saveButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The field of a secret goes when that is stored, and would take the focus with it.
    if (saves > 0 && document.activeElement === document.body) saveButton.current?.focus()
  }, [saves])
  const { register, control, formState } = form
  const { errors, isDirty } = formState
  if (transport.kind === 'demo')
    return (
      <p className="text-ink-2">
        This is the built-in demo server: it runs inside Sallyport and has no address.
      </p>
    )
  const submit = form.handleSubmit((values) => {
    if (!isDirty) return
    update.mutate({ transport: changesOf(values) })
  })
  return (
    <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {update.isError && (
        <Banner tone="bad" live="assertive">
          {sentence(update.error.message)}
        </Banner>
      )}
      <Where kind={transport.kind} control={control} register={register} errors={errors} />
      <Secrets
        noun={transport.kind === 'stdio' ? 'variable' : 'header'}
        control={control}
        register={register}
        errors={errors}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          ref={saveButton}
          type="submit"
          variant={isDirty ? 'primary' : 'default'}
          aria-disabled={!isDirty}
          loading={update.isPending}
        >
          Save
        </Button>
        {isDirty && (
          <span className="text-ink-2">
            After saving, use “Discover again” above to see that it still answers.
          </span>
        )}
      </div>
    </form>
  )
}

type AddressFormType = ReturnType<typeof useForm<AddressFields>>

function Where({
  kind,
  control,
  register,
  errors,
}: Omit<SecretsProps, 'noun'> & { kind: 'http' | 'sse' | 'stdio' }) {
  if (kind !== 'stdio')
    return (
      <>
        <Field label="Address" error={errorWords(errors.address)}>
          <TextInput mono type="url" autoComplete="off" {...register('address')} />
        </Field>
        <Controller
          name="kind"
          control={control}
          render={({ field }) => (
            <TransportField value={field.value === 'sse' ? 'sse' : 'http'} onChange={field.onChange} />
          )}
        />
      </>
    )
  return (
    <>
      <Field label="Command" error={errorWords(errors.address)}>
        <TextInput mono autoComplete="off" {...register('address')} />
      </Field>
      <Field label="Working folder" optional>
        <TextInput mono autoComplete="off" {...register('cwd')} />
      </Field>
    </>
  )
}

interface SecretsProps {
  readonly noun: 'header' | 'variable'
  readonly control: AddressFormType['control']
  readonly register: AddressFormType['register']
  readonly errors: AddressFormType['formState']['errors']
}

function Secrets({ noun, control, register, errors }: SecretsProps) {
  const { fields, append, remove, update } = useFieldArray({ control, name: 'secrets' })
  const secrets = useWatch({ control, name: 'secrets' })
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">
        {noun === 'header' ? 'Headers' : 'Environment variables'}
      </legend>
      {fields.length === 0 && <p className="text-ink-3">None.</p>}
      {fields.map((field, index) => {
        const secret = secrets[index] ?? field
        return (
          <div key={field.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-2">
            {secret.stored ? (
              <code className="truncate leading-[34px]">{secret.name}</code>
            ) : (
              <Field
                label={`Name of ${noun} ${index + 1}`}
                hideLabel
                error={errorWords(errors.secrets?.[index]?.name)}
              >
                <TextInput mono autoComplete="off" {...register(`secrets.${index}.name`)} />
              </Field>
            )}
            {secret.kept ? (
              <span className="flex items-center gap-2">
                <span className="leading-[34px] text-ink-3">stored, not shown</span>
                <Button size="small" onClick={() => update(index, { ...secret, kept: false })}>
                  Replace
                </Button>
              </span>
            ) : (
              <Field
                label={`Value of ${secret.name || `${noun} ${index + 1}`}`}
                hideLabel
                error={errorWords(errors.secrets?.[index]?.value)}
              >
                <PasswordInput autoComplete="off" {...register(`secrets.${index}.value`)} />
              </Field>
            )}
            <IconButton
              label={`Remove ${secret.name || noun}`}
              icon={<X aria-hidden />}
              onClick={() => remove(index)}
            />
          </div>
        )
      })}
      <Button
        size="small"
        className="justify-self-start"
        icon={<Plus aria-hidden />}
        onClick={() => append({ name: '', value: '', stored: false, kept: false })}
      >
        {`Add a ${noun}`}
      </Button>
    </fieldset>
  )
}
