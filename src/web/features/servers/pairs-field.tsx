import { Plus, X } from 'lucide-react'
import { type Control, type FieldErrors, type UseFormRegister, useFieldArray } from 'react-hook-form'
import { errorWords } from '#web/data/fault-words.ts'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { PasswordInput } from '#web/ui/form/password-input.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import type { ServerForm } from './server-form.ts'

interface PairsFieldProps {
  readonly name: 'headers' | 'env'
  /** "header" or "variable". */
  readonly noun: string
  readonly namePlaceholder: string
  readonly valuePlaceholder: string
  readonly hint: string
  readonly control: Control<ServerForm>
  readonly register: UseFormRegister<ServerForm>
  readonly errors: FieldErrors<ServerForm>
}

/** Names and secret values, as many as one adds. */
export function PairsField(props: PairsFieldProps) {
  const { name, noun, control, register, errors } = props
  const { fields, append, remove } = useFieldArray({ control, name })
  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">{`${noun}s`}</legend>
      {fields.map((field, index) => (
        <div key={field.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-2">
          <Field
            label={`Name of ${noun} ${index + 1}`}
            hideLabel
            error={errorWords(errors[name]?.[index]?.name)}
          >
            <TextInput
              mono
              autoComplete="off"
              placeholder={props.namePlaceholder}
              {...register(`${name}.${index}.name`)}
            />
          </Field>
          <Field
            label={`Value of ${noun} ${index + 1}`}
            hideLabel
            error={errorWords(errors[name]?.[index]?.value)}
          >
            <PasswordInput
              autoComplete="off"
              placeholder={props.valuePlaceholder}
              {...register(`${name}.${index}.value`)}
            />
          </Field>
          <IconButton
            label={`Remove ${noun} ${index + 1}`}
            icon={<X aria-hidden />}
            onClick={() => remove(index)}
          />
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          size="small"
          icon={<Plus aria-hidden />}
          onClick={() => append({ name: '', value: '' }, { focusName: `${name}.${fields.length}.name` })}
        >
          {`Add a ${noun}`}
        </Button>
        <span className="text-sm text-ink-3">{props.hint}</span>
      </div>
    </fieldset>
  )
}
