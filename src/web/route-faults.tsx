import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiFault } from '#web/data/api-fault.ts'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { Skeleton } from '#web/ui/feedback/skeleton.tsx'
import { PageHeading } from '#web/ui/layout/page-heading.tsx'
import { paths } from './paths.ts'

/** The one error boundary of a route. Never a stack: the console has it, and the log has the request. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (error instanceof ApiFault && error.status === 404) return <NotFound />
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <>
      <LoneHeading>Something went wrong</LoneHeading>
      {error instanceof ApiFault ? (
        <ErrorState
          title="This page could not be loaded."
          cause={error.message}
          id={error.requestId}
          onRetry={retry}
        />
      ) : (
        <ErrorState
          title="This page broke."
          cause="That is a mistake of ours, not of yours. What was saved is safe."
          next="Try again, or reload the window. If it happens again, tell us what you did before."
          onRetry={retry}
        />
      )}
    </>
  )
}

/** A page that broke has no heading any more, but one whose tab broke has. */
function LoneHeading({ children }: { children: string }) {
  const [alone, setAlone] = useState(false)
  useEffect(() => setAlone(document.querySelector('main h1') === null), [])
  return alone && <PageHeading className="sr-only">{children}</PageHeading>
}

export function NotFound() {
  return (
    <div className="mx-auto grid max-w-[52ch] justify-items-start gap-3 px-6 py-16">
      <PageHeading className="text-2xl font-semibold tracking-[-0.022em]">There is nothing here</PageHeading>
      <p className="text-lg leading-relaxed text-ink-2">
        The address is mistyped, the thing was deleted, or it belongs to a workspace that you are not a member
        of.
      </p>
      <ButtonLink href={paths.home()} variant="primary">
        Go to the servers
      </ButtonLink>
    </div>
  )
}

/** Shown only when a page takes longer than a moment. */
export function RoutePending() {
  return (
    <div role="status" aria-label="Loading the page">
      <div className="flex h-top items-center border-b border-line bg-panel px-4">
        <Skeleton className="w-40" />
      </div>
    </div>
  )
}
