import { useId, useState } from 'react'
import { announce } from '#web/ui/feedback/announce.ts'

/** What is wrong with one of several fields that stand in a line and are told of below it. */
export interface LineFault {
  /** Of the words, for the field that they are about. */
  readonly id: string
  readonly words: string | undefined
  /** Of the field of that label; that one field is right takes nothing back that was said of another. */
  readonly set: (field: string, words: string | undefined) => void
}

/** Says what is wrong with every time that a field is refused, the same words too. */
export function useLineFault(): LineFault {
  const id = useId()
  const [said, setSaid] = useState<{ readonly field: string; readonly words: string }>()
  return {
    id,
    words: said?.words,
    set(field, words) {
      if (words === undefined) return setSaid((before) => (before?.field === field ? undefined : before))
      setSaid({ field, words })
      announce(words, 'assertive')
    },
  }
}

export function FaultWords({ fault }: { fault: LineFault }) {
  return (
    fault.words !== undefined && (
      <p id={fault.id} className="text-sm text-deny">
        {fault.words}
      </p>
    )
  )
}
