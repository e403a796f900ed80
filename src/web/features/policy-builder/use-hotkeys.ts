import { useEffect, useEffectEvent } from 'react'

export interface Hotkeys {
  readonly undo: () => void
  readonly redo: () => void
  readonly save: () => void
  readonly review: () => void
  readonly filter: () => void
  readonly toggleCode: () => void
  readonly nextProblem: () => void
  readonly showKeys: () => void
  /** Whether a sign alone is a command: `/` and `?`. */
  readonly single: boolean
}

/** The keys of the builder (ux.md §1.7). Those of dialogs, menus and the editor are theirs. */
export function useHotkeys(keys: Hotkeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target instanceof HTMLElement ? event.target : undefined
    if (
      event.defaultPrevented ||
      target?.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]')
    )
      return
    const run = commandOf(event, target, keys)
    if (run === undefined) return
    event.preventDefault()
    run()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

function commandOf(
  event: KeyboardEvent,
  target: HTMLElement | undefined,
  keys: Hotkeys,
): (() => void) | undefined {
  const typing = isTyping(target)
  if (event.key === 'F8') return keys.nextProblem
  const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey
  if (keys.single && isAlone && !typing && event.key === '/') return keys.filter
  if (keys.single && isAlone && !typing && event.key === '?') return keys.showKeys
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined
  switch (event.key.toLowerCase()) {
    case 'z':
      return typing ? undefined : event.shiftKey ? keys.redo : keys.undo
    case 'y':
      return typing ? undefined : keys.redo
    case 's':
      return keys.save
    case 'enter':
      return keys.review
    case '\\':
      return keys.toggleCode
    default:
      return undefined
  }
}

/** Whether keys belong to a field in which something was typed and not yet committed, or to the editor. */
function isTyping(target: HTMLElement | undefined): boolean {
  if (target === undefined) return false
  if (target.closest('.monaco-editor') !== null) return true
  if (target instanceof HTMLTextAreaElement) return target.dataset['clean'] === undefined
  return (
    target instanceof HTMLInputElement &&
    target.type !== 'radio' &&
    target.type !== 'checkbox' &&
    target.dataset['clean'] === undefined
  )
}
