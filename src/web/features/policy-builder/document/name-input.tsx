import { type ReactNode, useId, useMemo, useState } from 'react'
import { Button } from '#web/ui/action/button.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { countMatches, toolsWords } from './governed.ts'

export interface NameInputProps {
  label: string
  placeholder: string
  /** Why a name cannot be added. */
  check: (name: string) => string | undefined
  onAdd: (name: string) => void
  action: string
  /** Between the field and the button. */
  children?: ReactNode
}

const mostOffered = 50

/** A name of a tool or a pattern, with how many tools it fits while it is being written. */
export function NameInput({ label, placeholder, check, onAdd, action, children }: NameInputProps) {
  const { policy } = useBuilderHands()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string>()
  const listId = useId()
  const hintId = useId()
  const name = typed.trim()
  const offered = useMemo(() => {
    const wanted = typed.trim().toLowerCase()
    const names = policy.inventory.tools.map(({ definition }) => definition.name)
    return names.filter((one) => one.toLowerCase().includes(wanted)).slice(0, mostOffered)
  }, [policy.inventory, typed])
  const add = () => {
    const fault = name === '' ? 'Write a name first.' : check(name)
    setWrong(fault)
    if (fault !== undefined) return
    onAdd(name)
    setTyped('')
  }
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="min-w-0 flex-1 basis-40">
          <TextInput
            mono
            aria-label={label}
            aria-describedby={hintId}
            aria-invalid={wrong !== undefined || undefined}
            list={listId}
            autoComplete="off"
            className="h-[26px]! pointer-coarse:h-10!"
            placeholder={placeholder}
            value={typed}
            data-clean={typed === '' || undefined}
            onChange={(event) => {
              setTyped(event.target.value)
              setWrong(undefined)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
              event.preventDefault()
              add()
            }}
          />
          <datalist id={listId}>
            {offered.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </span>
        {children}
        <Button size="small" onClick={add}>
          {action}
        </Button>
      </div>
      <p
        id={hintId}
        role="status"
        className={wrong === undefined ? 'text-sm text-ink-3' : 'text-sm text-deny'}
      >
        {wrong ?? (name === '' ? '' : `Fits ${toolsWords(countMatches(policy, name))}.`)}
      </p>
    </div>
  )
}
