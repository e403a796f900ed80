import { Outlet, useMatches, useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { useMe } from '#web/data/me.ts'
import { useWorkspace } from '#web/data/workspace.ts'
import { LiveRegion } from '#web/ui/feedback/live-region.tsx'
import { toasts } from '#web/ui/feedback/toast.ts'
import { PageHeadingContext } from '#web/ui/layout/page-heading.tsx'
import { lazyPage } from './lazy-page.ts'
import { followLinks } from './link-navigation.ts'
import { usePageHeading } from './page-title.ts'
import { paths } from './paths.ts'
import { PublicLayout } from './shell/public-layout.tsx'

/**
 * Visitors need no shell; the root route fetches it before a member's page is drawn. Not React's `lazy`, which waits once more
 * for what is there already: that wait is drawn, and what follows it within 300 ms is held back.
 */
export const Shell = lazyPage(() => import('./shell.tsx'), 'Shell')
const Toaster = lazy(() => import('#web/ui/feedback/toaster.tsx').then((page) => ({ default: page.Toaster })))

/** What stands around every page: the shell for members, one quiet column for visitors, and what speaks to screen readers. */
export function Frame() {
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const frame = useFrame()
  const width = useWidth()
  const current = useWorkspace()
  const hasToasts = useSyncExternalStore(toasts.subscribe, toasts.wanted)
  const { words, onHeading } = usePageHeading(pathname)
  useFollowedLinks()
  useLeaveWhenSignedOut(frame)
  return (
    <PageHeadingContext value={onHeading}>
      {current !== null && frame !== 'column' ? (
        <Suspense>
          <Shell current={current} pathname={pathname} heading={words}>
            <Outlet />
          </Shell>
        </Suspense>
      ) : (
        <PublicLayout heading={words} width={width}>
          <Outlet />
        </PublicLayout>
      )}
      <LiveRegion />
      {hasToasts && (
        <Suspense>
          <Toaster />
        </Suspense>
      )}
    </PageHeadingContext>
  )
}

function useFollowedLinks(): void {
  const router = useRouter()
  useEffect(() => {
    let prepared = ''
    return followLinks(document.body, {
      go: (href) => void router.navigate({ href }),
      prepare: (href) => {
        if (href === prepared) return
        prepared = href
        void router.preloadRoute({ to: new URL(href, window.location.origin).pathname })
      },
    })
  }, [router])
}

/** Whom the page is for; undefined = for everyone. */
function useFrame() {
  return useMatches({
    select: (matches) => matches.find((match) => match.staticData.frame !== undefined)?.staticData.frame,
  })
}

/** How wide the page is for visitors; undefined = a column to fill in. */
function useWidth() {
  return useMatches({
    select: (matches) => matches.find((match) => match.staticData.width !== undefined)?.staticData.width,
  })
}

/** A session can end on any page: by signing out here, in another tab, or by its age. */
function useLeaveWhenSignedOut(frame: ReturnType<typeof useFrame>): void {
  const me = useMe().data
  const navigate = useNavigate()
  const router = useRouter()
  useEffect(() => {
    if (me !== null || frame !== 'shell') return
    const { href, pathname } = router.state.location
    // Already on the way: signing out leads there by itself.
    if (pathname === paths.signIn()) return
    void navigate({ href: paths.signIn({ after: href }), replace: true })
  }, [me, frame, navigate, router])
}
