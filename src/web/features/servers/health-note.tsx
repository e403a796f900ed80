import type { Server } from '#model/server'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'

/** Why a server does not answer, in the words of the last try; nothing while it does. */
export function HealthNote({ health: { state, error, checkedAt } }: { health: Server['health'] }) {
  if (error === null) return null
  const isBad = state === 'unreachable'
  return (
    <Banner tone={isBad ? 'bad' : 'warning'} className="mx-4 mt-3 shrink-0">
      {error}
      {checkedAt !== null && (
        <span className="text-ink-2">
          {' '}
          Said <RelativeTime at={checkedAt} />
          {isBad ? '; Sallyport keeps asking.' : '.'}
        </span>
      )}
    </Banner>
  )
}
