import { useState } from 'react'

/**
 * Gives focus back to what had it before. Radix gives it to a dialog's own trigger, and ours are opened by state, from a
 * row or a menu.
 */
export function useReturnFocus(open: boolean) {
  const [wasOpen, setWasOpen] = useState(open)
  // While it is drawn, and not in an effect: a field with `autoFocus` has the focus before any effect runs.
  const [before, setBefore] = useState(() => (open ? opener() : null))
  if (open !== wasOpen) {
    setWasOpen(open)
    if (open) setBefore(opener())
  }
  return {
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      // Who closed it by going somewhere is there already.
      if (document.activeElement !== document.body) return
      if (before?.isConnected) before.focus({ preventScroll: true })
    },
  }
}

/** An item of a menu is gone when the dialog closes, so the menu's button stands for it. */
function opener(): HTMLElement | null {
  if (typeof document === 'undefined') return null
  const active = document.activeElement
  const menu = active?.closest('[role="menu"]')
  const button = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return button ?? (active instanceof HTMLElement ? active : null)
}
