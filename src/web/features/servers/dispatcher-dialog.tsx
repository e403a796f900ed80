import { type ClipboardEvent, type FormEvent, useId, useState } from 'react'
import type { Dispatcher } from '#model/dispatcher'
import { Button } from '#web/ui/action/button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextArea } from '#web/ui/form/text-area.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import {
  type DispatcherFields,
  dispatcherOf,
  fieldsOf,
  pastedActions,
  withNames,
} from './dispatcher-fields.ts'

interface DispatcherDialogProps {
  readonly tool: string
  readonly before: Dispatcher
  /** Actions that agents have used. */
  readonly seen: NonNullable<Dispatcher['actions']>
  readonly pending: boolean
  readonly error: string | undefined
  readonly onClose: () => void
  readonly onSave: (dispatcher: Dispatcher) => void
}

/** How a tool names what it runs, for a person to confirm. */
export function DispatcherDialog(props: DispatcherDialogProps) {
  const { tool, before, seen, pending, error, onClose, onSave } = props
  const id = useId()
  const [fields, setFields] = useState(() => fieldsOf(before))
  const [fault, setFault] = useState<{ field: keyof DispatcherFields; message: string }>()
  const [known, setKnown] = useState(before)
  const change = (changes: Partial<DispatcherFields>) => {
    setFields({ ...fields, ...changes })
    setFault(undefined)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const read = dispatcherOf(tool, fields, known)
    if (read.ok) return onSave(read.dispatcher)
    setFault(read)
    const control = event.currentTarget.elements.namedItem(read.field)
    if (control instanceof HTMLElement) control.focus()
  }
  // A list of hundreds of definitions is remembered and shown by its names: nobody reads it in a form.
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = pastedActions(event.clipboardData.getData('text'))
    if (pasted === undefined) return
    event.preventDefault()
    setKnown({ ...known, actions: [...(known.actions ?? []), ...pasted] })
    change({ actions: withNames(fields.actions, pasted) })
  }
  const field = (name: keyof DispatcherFields) => ({
    name,
    value: fields[name],
    onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
  })
  const wrong = (name: keyof DispatcherFields) => (fault?.field === name ? fault.message : undefined)
  const unlisted = seen.filter(({ definition }) => !fields.actions.includes(definition.name))
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`What ${tool} runs`}
      description="Once confirmed, every call is judged as the action it names: rules, limits and approvals are about that action."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" loading={pending}>
            Judge by what it runs
          </Button>
        </>
      }
    >
      <form id={id} noValidate className="grid gap-4" onSubmit={submit}>
        {error !== undefined && (
          <Banner tone="bad" live="assertive">
            {error}
          </Banner>
        )}
        <Field
          label="A list of calls"
          optional
          hint="Where one call holds several, such as args.operations. Empty: it runs one at a time."
          error={wrong('each')}
        >
          <TextInput mono autoComplete="off" spellCheck={false} {...field('each')} />
        </Field>
        <Field
          label="The name of the action"
          hint={fields.each === '' ? 'Such as args.action.' : 'Within an element of the list, such as tool.'}
          error={wrong('name')}
        >
          <TextInput mono autoComplete="off" spellCheck={false} {...field('name')} />
        </Field>
        <Field
          label="Its arguments"
          optional
          hint="Such as args.params. Empty: the action has the arguments of the tool itself."
          error={wrong('inner')}
        >
          <TextInput mono autoComplete="off" spellCheck={false} {...field('inner')} />
        </Field>
        <Field
          label="Its own actions"
          optional
          hint="A name a line, or the tools as JSON. Empty: those that its input schema lists; any other name is a tool of the server."
          error={wrong('actions')}
        >
          <TextArea
            className="max-h-[12lh] font-mono text-sm"
            autoComplete="off"
            spellCheck={false}
            rows={6}
            onPaste={paste}
            {...field('actions')}
          />
        </Field>
        {unlisted.length > 0 && (
          <Banner
            action={
              <Button size="small" onClick={() => change({ actions: withNames(fields.actions, unlisted) })}>
                Add them
              </Button>
            }
          >
            Agents have used {unlisted.length === 1 ? 'one action' : `${unlisted.length} actions`} more.
          </Banner>
        )}
      </form>
    </Dialog>
  )
}
