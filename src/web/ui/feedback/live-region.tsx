import { useEffect, useState } from 'react'
import { onAnnounce } from './announce.ts'

/** Mounted once, always: a region that appears together with its text is often not read. */
export function LiveRegion() {
  const [polite, setPolite] = useState('')
  const [assertive, setAssertive] = useState('')
  useEffect(
    () =>
      onAnnounce((text, manner) => {
        const set = manner === 'polite' ? setPolite : setAssertive
        // The same sentence twice is a change only if the text differs, hence the trailing space.
        set((before) => (before === text ? `${text}\u00a0` : text))
      }),
    [],
  )
  return (
    <>
      <div role="status" aria-live="polite" className="sr-only">
        {polite}
      </div>
      <div role="alert" aria-live="assertive" className="sr-only">
        {assertive}
      </div>
    </>
  )
}
