import { type RefObject, useEffect, useRef } from 'react'
import { announce } from '../feedback/announce.ts'

/**
 * Says the error of a field that was refused by Enter while the focus was in it, and still is. A field that the focus is taken
 * to is read with its error anyway, but of one that it never left nothing would be heard. Once for each Enter: an
 * error that comes or changes with the letters that are typed is not said.
 */
export function useHeardError(place: RefObject<HTMLElement | null>, error: string | undefined): void {
  const wasAsked = useRef(false)
  useEffect(() => {
    const field = place.current
    if (field === null) return
    const ask = (event: KeyboardEvent) => {
      if (asksForAll(event)) wasAsked.current = true
    }
    const forget = () => {
      wasAsked.current = false
    }
    field.addEventListener('keydown', ask)
    field.addEventListener('focusout', forget)
    return () => {
      field.removeEventListener('keydown', ask)
      field.removeEventListener('focusout', forget)
    }
  }, [place])
  // With every render, not only when the words change: the same fault is refused again with the next Enter.
  useEffect(() => {
    if (error === undefined || !wasAsked.current) return
    wasAsked.current = false
    announce(error, 'assertive')
  })
}

/** Whether a key sends the form: in a text of several lines Enter alone begins the next, and on a button it is a click. */
function asksForAll({ key, target, isComposing, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (key !== 'Enter' || isComposing) return false
  return target instanceof HTMLInputElement || (target instanceof HTMLTextAreaElement && (ctrlKey || metaKey))
}
