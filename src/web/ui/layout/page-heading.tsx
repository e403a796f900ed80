import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react'

/** Told each time a page's heading appears or changes; the shell makes the title of the window of it, and moves focus to it. */
export type OnHeading = (heading: HTMLHeadingElement) => void

export const PageHeadingContext = createContext<OnHeading | undefined>(undefined)

/** The one h1 of a page. */
export function PageHeading({
  children,
  className,
}: {
  children: ReactNode
  className?: string | undefined
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const onHeading = useContext(PageHeadingContext)
  // After every render, because the words may have changed and only the element knows them.
  useEffect(() => {
    if (heading.current) onHeading?.(heading.current)
  })
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  )
}
