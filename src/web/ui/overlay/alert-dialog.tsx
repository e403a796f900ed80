import { AlertDialog as Primitive } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { Button } from '../action/button.tsx'
import { Field } from '../form/field.tsx'
import { TextInput } from '../form/text-input.tsx'
import { floatClass, veilClass } from './overlay-class.ts'
import { useReturnFocus } from './return-focus.ts'

export interface AlertDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Names the object: "Revoke the grant dev-laptop?" */
  title: string
  /** What will be so afterwards, in a sentence or two. */
  consequence: ReactNode
  /** The verb, never "OK". */
  confirm: string
  onConfirm: () => void
  pending?: boolean | undefined
  /** Why it did not work, shown in place; the dialog stays. */
  error?: string | undefined
  /** Must be typed first: only for deleting a server or a workspace. */
  typeToConfirm?: string | undefined
  tone?: 'danger' | 'primary' | undefined
}

export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, consequence } = props
  const focus = useReturnFocus(open)
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {open && (
        <Primitive.Portal>
          <Primitive.Overlay className={veilClass} />
          <Primitive.Content
            {...focus}
            className={`${floatClass} fixed top-1/2 left-1/2 grid w-[calc(100vw-32px)] max-w-[440px] -translate-1/2 gap-3 p-5`}
          >
            <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
            <Primitive.Description asChild>
              <div className="leading-relaxed text-ink-2">{consequence}</div>
            </Primitive.Description>
            <Confirmation {...props} />
          </Primitive.Content>
        </Primitive.Portal>
      )}
    </Primitive.Root>
  )
}

// Of its own, so that what was typed is forgotten when the dialog closes.
function Confirmation({
  confirm,
  onConfirm,
  pending,
  error,
  typeToConfirm,
  tone = 'danger',
}: AlertDialogProps) {
  const [typed, setTyped] = useState('')
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        // React passes a portal's events up the tree; a form around the dialog must not take this one.
        event.stopPropagation()
        if (ready && pending !== true) onConfirm()
      }}
    >
      {typeToConfirm !== undefined && (
        <Field
          label={
            <>
              Type <code className="font-semibold">{typeToConfirm}</code> to confirm
            </>
          }
        >
          <TextInput
            mono
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      )}
      {error !== undefined && (
        <p role="alert" className="text-deny">
          {error}
        </p>
      )}
      <div className="mt-1 flex flex-wrap justify-end gap-2">
        <Primitive.Cancel asChild>
          <Button>Cancel</Button>
        </Primitive.Cancel>
        <Button
          type="submit"
          variant={tone === 'danger' ? 'danger-solid' : 'primary'}
          loading={pending}
          aria-disabled={!ready || undefined}
        >
          {confirm}
        </Button>
      </div>
    </form>
  )
}
