import { type UseFormReturn, useWatch } from 'react-hook-form'
import { errorWords } from '#web/data/fault-words.ts'
import { useMe } from '#web/data/me.ts'
import { Field } from '#web/ui/form/field.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { PairsField } from './pairs-field.tsx'
import type { ServerForm } from './server-form.ts'
import { TransportField } from './transport-field.tsx'

interface FormProps {
  readonly form: UseFormReturn<ServerForm>
}

/** By address, or by command where the reader runs the installation. */
export function UpstreamFields({ form }: FormProps) {
  const kind = useWatch({ control: form.control, name: 'kind' })
  const operator = useMe().data?.operator === true
  return (
    <>
      {operator && (
        <SegmentedControl
          label="How the server is reached"
          size="large"
          className="justify-self-start"
          options={[
            { value: 'http', label: 'By address' },
            { value: 'stdio', label: 'By command' },
          ]}
          value={kind === 'stdio' ? 'stdio' : 'http'}
          onChange={(next) => form.setValue('kind', next)}
        />
      )}
      {kind === 'stdio' ? <CommandFields form={form} /> : <AddressFields form={form} kind={kind} />}
    </>
  )
}

function AddressFields({ form, kind }: FormProps & { kind: 'http' | 'sse' }) {
  const { register, control, formState } = form
  const errors = formState.errors
  return (
    <>
      <Field
        label="Address"
        hint="Of its MCP endpoint, such as https://example.com/mcp or, on older servers, /sse."
        error={errorWords(errors.url)}
      >
        <TextInput mono type="url" inputMode="url" autoComplete="off" {...register('url')} />
      </Field>
      <TransportField value={kind} onChange={(next) => form.setValue('kind', next)} />
      <PairsField
        name="headers"
        noun="header"
        namePlaceholder="Authorization"
        valuePlaceholder="Bearer …"
        hint="If the server wants credentials. Kept sealed, never shown again."
        {...{ control, register, errors }}
      />
    </>
  )
}

function CommandFields({ form }: FormProps) {
  const { register, control, formState } = form
  const errors = formState.errors
  return (
    <>
      <Field
        label="Command"
        hint="Sallyport runs it on its own machine, without a shell: no pipes, no variables. Quotes keep words together."
        error={errorWords(errors.command)}
      >
        <TextInput
          mono
          autoComplete="off"
          placeholder="npx -y @modelcontextprotocol/server-filesystem /data"
          {...register('command')}
        />
      </Field>
      <PairsField
        name="env"
        noun="variable"
        namePlaceholder="API_KEY"
        valuePlaceholder="its value"
        hint="Set for this command only. Kept sealed, never shown again."
        {...{ control, register, errors }}
      />
      <Field label="Working folder" optional error={errorWords(errors.cwd)}>
        <TextInput mono autoComplete="off" {...register('cwd')} />
      </Field>
    </>
  )
}
