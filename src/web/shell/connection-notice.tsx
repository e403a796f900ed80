import { useEffect, useState } from 'react'
import { useLiveState } from '#web/data/live.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useOnline } from './online.ts'

/** A line that comes back at once is nobody's concern. */
const patience = 5000

/** Says that what is on the screen may be old, and why. It floats, so that nothing moves when it comes and goes. */
export function ConnectionNotice({ workspaceId }: { workspaceId: string }) {
  const online = useOnline()
  const down = useLasting(useLiveState(workspaceId) === 'down', patience)
  if (online && !down) return null
  return (
    <div className="fixed inset-x-3 bottom-3 z-30 mx-auto max-w-[560px] animate-appear rounded-md border border-line bg-panel shadow-float">
      <Banner tone="warning" live="polite">
        {online
          ? 'Sallyport does not answer. What you see may be old; the line is tried again.'
          : 'This device is offline. What you see may be old, and nothing can be published or decided.'}
      </Banner>
    </div>
  )
}

/** True once it has been true for as long as that. */
function useLasting(value: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!value) {
      setLasting(false)
      return
    }
    const timer = setTimeout(() => setLasting(true), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return lasting
}
