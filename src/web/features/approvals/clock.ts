import { useState } from 'react'

/** The server's clock minus ours. Worked out when the server says its time, and kept while it says nothing new. */
export function useClockOffset(serverNow: number): number {
  const [known, setKnown] = useState(() => ({ serverNow, offset: serverNow - Date.now() }))
  if (known.serverNow === serverNow) return known.offset
  const next = { serverNow, offset: serverNow - Date.now() }
  setKnown(next)
  return next.offset
}
