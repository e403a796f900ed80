import { ChevronDown, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLiveState } from '#web/data/live.ts'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { type LineWords, useOfferedLineWords } from '#web/ui/feedback/line-words.ts'
import { useOnline } from '#web/ui/use-online.ts'

/** A line that comes back at once is nobody's concern. */
const patience = 5000

/** Says that what is on the screen may be old, and why. It floats, so that nothing moves when it comes and goes. */
export function ConnectionNotice({ workspaceId }: { workspaceId: string }) {
  const online = useOnline()
  const down = useLasting(useLiveState(workspaceId) === 'down', patience)
  const own = useOfferedLineWords()
  if (online && !down && own?.isLost !== true) return null
  return <Notice online={online} own={own} />
}

/** What it floats over cannot always be scrolled from under it, so it can be made small; never to nothing while it is true. */
function Notice({ online, own }: { online: boolean; own: LineWords | undefined }) {
  // As it came, or as somebody wants it: then the focus goes with the button that was pressed.
  const [wanted, setWanted] = useState<'small' | 'whole'>()
  return (
    <div className="pointer-events-none fixed inset-x-3 bottom-3 z-30 flex justify-center">
      <div className="pointer-events-auto max-w-[560px] animate-appear rounded-md border border-line bg-panel shadow-float">
        {wanted === 'small' ? (
          <Button
            ref={takeFocus}
            variant="quiet"
            size="small"
            icon={<TriangleAlert aria-hidden className="size-4 text-limit" />}
            aria-expanded={false}
            onClick={() => setWanted('whole')}
          >
            {online && own === undefined ? 'No answer' : 'Offline'}
          </Button>
        ) : (
          <Banner
            tone="warning"
            live="polite"
            about={own === undefined ? 'any page' : 'this page'}
            action={
              <IconButton
                ref={wanted === 'whole' ? takeFocus : undefined}
                label="Make this small"
                size="small"
                icon={<ChevronDown aria-hidden />}
                aria-expanded
                onClick={() => setWanted('small')}
              />
            }
          >
            {own?.words ?? commonWords(online)}
          </Banner>
        )}
      </div>
    </div>
  )
}

function takeFocus(button: HTMLButtonElement | null): void {
  button?.focus()
}

function commonWords(online: boolean): string {
  return online
    ? 'Sallyport does not answer. What you see may be old; the line is tried again.'
    : 'This device is offline. What you see may be old, and nothing can be published or decided.'
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
