import { useCallback, useEffect, useRef, useState } from 'react'

/** "(3) Approvals · Northwind": what waits, where one is, whose it is. */
export function pageTitle(heading: string, waiting: number, workspace: string | undefined): string {
  const name = [heading, workspace ?? 'Sallyport'].filter((part) => part !== '').join(' · ')
  return waiting > 0 ? `(${waiting}) ${name}` : name
}

export function usePageTitle(heading: string, waiting: number, workspace: string | undefined): void {
  useEffect(() => {
    document.title = pageTitle(heading, waiting, workspace)
  }, [heading, waiting, workspace])
}

/**
 * The words of the page's heading. After a change of route a new heading takes the focus, so that a screen reader starts
 * there. A heading that stays (tabs of one page) leaves focus where the reader put it; one that stands in for another (a
 * skeleton's) hands its focus on.
 */
export function usePageHeading(pathname: string) {
  const [words, setWords] = useState('')
  const last = useRef<{ path: string; heading?: HTMLHeadingElement; focused: boolean }>({
    path: pathname,
    focused: false,
  })
  const onHeading = useCallback(
    (heading: HTMLHeadingElement) => {
      setWords(heading.textContent ?? '')
      const { path, heading: before, focused } = last.current
      const isNew = heading !== before
      const arrived = path !== pathname
      const handedOn = focused && document.activeElement === document.body
      const takes = isNew && (arrived || handedOn)
      last.current = { path: isNew ? pathname : path, heading, focused: isNew ? takes : focused }
      if (takes) heading.focus({ preventScroll: true })
    },
    [pathname],
  )
  return { words, onHeading }
}
