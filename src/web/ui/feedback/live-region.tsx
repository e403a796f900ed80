import { useEffect, useState } from 'react'
import { onAnnounce } from './announce.ts'
import { type HeardLine, withLine } from './heard-lines.ts'

const silence: readonly HeardLine[] = []

/** Mounted once, always: a region that appears together with its text is often not read. */
export function LiveRegion() {
  const [polite, setPolite] = useState(silence)
  const [assertive, setAssertive] = useState(silence)
  useEffect(
    () =>
      onAnnounce((text, manner) => {
        const set = manner === 'polite' ? setPolite : setAssertive
        set((lines) => withLine(lines, text, performance.now()))
      }),
    [],
  )
  // Not atomic, as these roles are by themselves: only what is new is read.
  return (
    <>
      <div role="status" aria-live="polite" aria-atomic="false" className="sr-only">
        <Lines lines={polite} />
      </div>
      <div role="alert" aria-live="assertive" aria-atomic="false" className="sr-only">
        <Lines lines={assertive} />
      </div>
    </>
  )
}

function Lines({ lines }: { lines: readonly HeardLine[] }) {
  return lines.map(({ key, text }) => <p key={key}>{text}</p>)
}
