import type { ReactNode } from 'react'

/** For the form that ends so, last of its parts: what takes the focus in it is not under its buttons (WCAG 2.4.11). */
export const clearOfEnd = '[&>:not(:last-child)_:is(input,textarea,button)]:scroll-mb-20'

/** The buttons of a form in a pane: in sight for as long as any of the form is, where it is longer than the pane too. */
export function FormEnd({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-0 z-1 -mx-3 -mb-3 flex flex-wrap items-center gap-2 rounded-b-md border-t border-line/60 bg-sunk px-3 py-2">
      {children}
    </div>
  )
}
