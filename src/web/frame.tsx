import { Outlet, useMatches, useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useMe } from '#web/data/me.ts'
import { useWorkspace } from '#web/data/workspace.ts'
import { LiveRegion } from '#web/ui/feedback/live-region.tsx'
import { PageHeadingContext } from '#web/ui/layout/page-heading.tsx'
import { followLinks } from './link-navigation.ts'
import { usePageHeading } from './page-title.ts'
import { paths } from './paths.ts'
import { PublicLayout } from './shell/public-layout.tsx'

/** Visitors need no shell; the root route has fetched it before a member's page is drawn. */
const Shell = lazy(() => import('./shell.tsx').then((page) => ({ default: page.Shell })))
const Toaster = lazy(() => import('#web/ui/feedback/toaster.tsx').then((page) => ({ default: page.Toaster })))

/** What stands around every page: the shell for members, one quiet column for visitors, and what speaks to screen readers. */
export function Frame() {
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const isPublic = useMatches({
    select: (matches) => matches.some((match) => match.staticData.frame === 'public'),
  })
  const current = useWorkspace()
  const { words, onHeading } = usePageHeading(pathname)
  useFollowedLinks()
  useLeaveWhenSignedOut(isPublic)
  return (
    <PageHeadingContext value={onHeading}>
      {current !== null && !isPublic ? (
        <Suspense>
          <Shell current={current} pathname={pathname} heading={words}>
            <Outlet />
          </Shell>
        </Suspense>
      ) : (
        <PublicLayout heading={words}>
          <Outlet />
        </PublicLayout>
      )}
      <LiveRegion />
      <Suspense>
        <Toaster />
      </Suspense>
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

/** A session can end on any page: by signing out here, in another tab, or by its age. */
function useLeaveWhenSignedOut(isPublic: boolean): void {
  const me = useMe().data
  const navigate = useNavigate()
  const router = useRouter()
  useEffect(() => {
    if (me !== null || isPublic) return
    const { href, pathname } = router.state.location
    if (pathname === paths.signIn()) return
    void navigate({ href: paths.signIn(href === '/' ? {} : { after: href }), replace: true })
  }, [me, isPublic, navigate, router])
}
