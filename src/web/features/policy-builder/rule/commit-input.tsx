import { type KeyboardEvent, useState } from 'react'
import { TextArea } from '#web/ui/form/text-area.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import type { LineFault } from './line-fault.tsx'

export interface CommitInputProps {
  value: string
  /** Answers why it cannot be; then nothing is committed and the words stay. */
  check?: ((text: string) => string | undefined) | undefined
  onCommit: (text: string) => void
  onError?: ((message: string | undefined, wasLeft: boolean) => void) | undefined
  /** Of several fields in one line: what is said of the line below it, and of this field when it was refused. */
  fault?: LineFault | undefined
  disabled?: boolean | undefined
  label?: string | undefined
  placeholder?: string | undefined
  numeric?: boolean | undefined
  mono?: boolean | undefined
  className?: string | undefined
  /** How many lines it shows; Enter then begins a new one, and Ctrl Enter is still the builder's. */
  lines?: number | undefined
  /** Under which name a key of the list finds it. */
  at?: string | undefined
}

/** A field whose words become one edit of the text when it is left or Enter is pressed: one intention, one step of undo. */
export function CommitInput(props: CommitInputProps) {
  const { value, check, onCommit, disabled, label, placeholder, numeric, mono, className, lines, fault } =
    props
  const [typed, setTyped] = useState<string>()
  const [isRefused, setRefused] = useState(false)
  const tell = (wrong: string | undefined, isLeft: boolean) => {
    props.onError?.(wrong, isLeft)
    fault?.set(label ?? '', wrong)
  }
  const reset = () => {
    setTyped(undefined)
    setRefused(false)
    tell(undefined, false)
  }
  const commit = (isLeft = false) => {
    if (typed === undefined) return
    const wrong = check?.(typed)
    setRefused(wrong !== undefined)
    tell(wrong, isLeft)
    if (wrong !== undefined) return
    if (typed !== value) onCommit(typed)
    setTyped(undefined)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && lines === undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      commit()
    } else if (event.key === 'Escape' && typed !== undefined) {
      event.stopPropagation()
      reset()
    }
  }
  const shared = {
    value: typed ?? value,
    // Until something is typed, undo is the builder's; after that it is the field's own.
    'data-clean': typed === undefined || undefined,
    onBlur: () => commit(true),
    onKeyDown: press,
    disabled,
    placeholder,
    className,
    'data-at': props.at,
    ...(label !== undefined && { 'aria-label': label }),
    // Of several in one line it is this one that the words below are about.
    ...(isRefused && { 'aria-invalid': true, ...(fault && { 'aria-describedby': fault.id }) }),
  }
  if (lines !== undefined)
    return <TextArea rows={lines} {...shared} onChange={(event) => setTyped(event.target.value)} />
  return (
    <TextInput
      {...shared}
      onChange={(event) => setTyped(event.target.value)}
      mono={mono}
      inputMode={numeric === true ? 'decimal' : undefined}
    />
  )
}
