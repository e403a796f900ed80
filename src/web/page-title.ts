import { useCallback, useEffect, useRef, useState } from 'react'

/** "(3) Approvals · Northwind": what waits, where one is, whose it is. */
export function pageTitle(heading: string, waiting: number, workspace: string | undefined): string {
  const name = [heading, workspace ?? 'Sallyport'].filter((part) => part !== '').join(' · ')
  return waiting > 0 ? `(${waiting}) ${name}` : name
}

/**
 * Makes the window's title of the page's heading, and after a change of route moves focus to the new heading, so that a
 * screen reader starts there. A heading that stays (tabs of one page) leaves focus where the reader put it.
 */
export function usePageHeading(pathname: string, waiting: number, workspace: string | undefined) {
  const [words, setWords] = useState('')
  const focused = useRef<{ path: string; heading: HTMLHeadingElement | undefined }>({
    path: pathname,
    heading: undefined,
  })
  useEffect(() => {
    document.title = pageTitle(words, waiting, workspace)
  }, [words, waiting, workspace])
  return useCallback(
    (heading: HTMLHeadingElement) => {
      setWords(heading.textContent ?? '')
      const before = focused.current
      if (before.path === pathname || before.heading === heading) {
        focused.current = { path: before.path, heading }
        return
      }
      focused.current = { path: pathname, heading }
      heading.focus({ preventScroll: true })
    },
    [pathname],
  )
}
