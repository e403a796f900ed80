import { type RefObject, useEffect, useRef } from 'react'

/**
 * Takes the focus to the first control of a form when it opens: the button that opened it has gone, and the focus must not
 * fall to the page with it.
 */
export function useFirstFocus(wanted = true): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  const initial = useRef(wanted)
  useEffect(() => {
    if (!initial.current) return
    form.current?.querySelector<HTMLElement>('button, input, textarea')?.focus()
    // Down to its buttons: on a phone it begins near the edge of what is in sight.
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return form
}
