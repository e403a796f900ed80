import { type RefObject, useLayoutEffect } from 'react'

/**
 * What goes with the focus in it hands it to what it stood in, a pane, a dialog or the page: without that it falls out of
 * the document, and the next Tab begins at the top of the window.
 */
export function useLeftFocus(place: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const left = place.current
    return () => {
      if (left?.contains(document.activeElement)) frameOf(left)?.focus({ preventScroll: true })
    }
  }, [place])
}

/** The page itself is a place too large to have a ring around it: its heading stands for it. */
function frameOf(left: HTMLElement): HTMLElement | null {
  const frame = left.closest<HTMLElement>('[tabindex="-1"]')
  return frame?.tagName === 'MAIN' ? (frame.querySelector('h1') ?? frame) : frame
}
