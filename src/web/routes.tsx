import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { meQuery } from '#web/data/me.ts'
import { prefetchOpenPolicy } from '#web/data/open-policy.ts'
import { Frame, Shell } from './frame.tsx'
import { lazyPage } from './lazy-page.ts'
import { nextTask } from './next-task.ts'
import {
  ActivitySearch,
  ApprovalsSearch,
  BuilderSearch,
  CatalogueSearch,
  parseSearch,
  paths,
  printSearch,
  ServersSearch,
  SignInSearch,
  StartSearch,
  ToolsSearch,
} from './paths.ts'
import { NotFound, RouteError, RoutePending } from './route-faults.tsx'

/*
 * A page takes no props. It reads what it needs from the router by its own URL:
 * `useParams({ from: '/servers/$serverId' })`, `useSearch({ from: '/activity' })`. The id of a route is its URL,
 * since the frame around a page is chosen by `staticData` and not by routes without a path.
 */

interface RouterContext {
  readonly queryClient: QueryClient
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
  interface StaticDataRouteOption {
    /** `shell`: for members only. `column`: for visitors only. Without it a page is for both, each in their own frame. */
    frame?: 'shell' | 'column'
    /** `page`: as wide as a page to read, where visitors otherwise see a narrow column to fill in. */
    width?: 'page'
  }
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Frame,
  notFoundComponent: NotFound,
  // Who is here must be known before the frame is drawn, or it would change under the page. A failure is each guard's own.
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery).catch(() => null)
    if (me !== null) await Shell.preload?.()
  },
})

async function requireMember({ context, location }: { context: RouterContext; location: { href: string } }) {
  const me = await context.queryClient.ensureQueryData(meQuery)
  if (me === null) throw redirect({ to: '/sign-in', search: { after: location.href } })
}

async function forwardMember({
  context,
  search,
}: {
  context: RouterContext
  search: { after?: string | undefined }
}) {
  const me = await context.queryClient.ensureQueryData(meQuery)
  if (me !== null) throw redirect({ href: search.after ?? paths.servers() })
}

const membersOnly = { staticData: { frame: 'shell' }, beforeLoad: requireMember } as const
const visitorsOnly = { staticData: { frame: 'column' }, beforeLoad: forwardMember } as const

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    throw redirect(me === null ? { to: '/sign-in' } : { to: '/servers' })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: SignInSearch,
  ...visitorsOnly,
  component: lazyPage(() => import('#web/features/accounts/sign-in-page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  ...visitorsOnly,
  component: lazyPage(() => import('#web/features/accounts/sign-up-page.tsx'), 'SignUpPage'),
})

/** For everyone: in the shell for members, in the quiet column for visitors. */
const contact = createRoute({
  getParentRoute: () => root,
  path: '/contact',
  component: lazyPage(() => import('#web/features/contact/contact-page.tsx'), 'ContactPage'),
})

/** For everyone, too. */
const reference = createRoute({
  getParentRoute: () => root,
  path: '/reference',
  staticData: { width: 'page' },
  component: lazyPage(() => import('#web/features/reference/reference-page.tsx'), 'ReferencePage'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/start',
  validateSearch: StartSearch,
  ...membersOnly,
  component: lazyPage(() => import('./start.tsx'), 'Start'),
})

const servers = createRoute({
  getParentRoute: () => root,
  path: '/servers',
  validateSearch: ServersSearch,
  ...membersOnly,
  component: lazyPage(() => import('#web/features/servers/servers-page.tsx'), 'ServersPage'),
})

const newServer = createRoute({
  getParentRoute: () => root,
  path: '/servers/new',
  ...membersOnly,
  component: lazyPage(() => import('#web/features/servers/new-server-page.tsx'), 'NewServerPage'),
})

const server = createRoute({
  getParentRoute: () => root,
  path: '/servers/$serverId',
  ...membersOnly,
  component: lazyPage(() => import('#web/features/servers/server-layout.tsx'), 'ServerLayout'),
})

const serverIndex = createRoute({
  getParentRoute: () => server,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/servers/$serverId/tools', params, replace: true })
  },
})

const tools = createRoute({
  getParentRoute: () => server,
  path: 'tools',
  validateSearch: ToolsSearch,
  component: lazyPage(() => import('#web/features/servers/tools-tab.tsx'), 'ToolsTab'),
})

const policies = createRoute({
  getParentRoute: () => server,
  path: 'policies',
  component: lazyPage(() => import('#web/features/policy-builder/policies-tab.tsx'), 'PoliciesTab'),
})

const grants = createRoute({
  getParentRoute: () => server,
  path: 'grants',
  component: lazyPage(() => import('#web/features/grants/grants-tab.tsx'), 'GrantsTab'),
})

const serverSettings = createRoute({
  getParentRoute: () => server,
  path: 'settings',
  component: lazyPage(() => import('#web/features/servers/settings-tab.tsx'), 'SettingsTab'),
})

/** Not under `server`: the builder needs the whole page, without the server's head and tabs. */
const policy = createRoute({
  getParentRoute: () => root,
  path: '/servers/$serverId/policies/$policyId',
  validateSearch: BuilderSearch,
  ...membersOnly,
  component: lazyPage(() => import('#web/features/policy-builder/builder-page.tsx'), 'BuilderPage'),
  // Once, beside the code: what is shown is not asked for again because another tool was chosen.
  loader: ({ context, params }) => {
    void prefetchOpenPolicy(context.queryClient, params)
    return nextTask()
  },
  shouldReload: false,
})

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  validateSearch: ApprovalsSearch,
  ...membersOnly,
  component: lazyPage(() => import('#web/features/approvals/approvals-page.tsx'), 'ApprovalsPage'),
})

/** The same page with one approval open: the list beside it stays as it is. */
const approval = createRoute({ getParentRoute: () => approvals, path: '$approvalId' })

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  validateSearch: ActivitySearch,
  ...membersOnly,
  component: lazyPage(() => import('#web/features/activity/activity-page.tsx'), 'ActivityPage'),
})

const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue',
  validateSearch: CatalogueSearch,
  ...membersOnly,
  component: lazyPage(() => import('#web/features/catalogue/catalogue-page.tsx'), 'CataloguePage'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  ...membersOnly,
  component: lazyPage(() => import('#web/features/settings/settings-page.tsx'), 'SettingsPage'),
})

const tree = root.addChildren([
  home,
  signIn,
  signUp,
  contact,
  reference,
  start,
  servers,
  newServer,
  server.addChildren([serverIndex, tools, policies, grants, serverSettings]),
  policy,
  approvals.addChildren([approval]),
  activity,
  catalogue,
  settings,
])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    parseSearch,
    stringifySearch: printSearch,
    defaultErrorComponent: RouteError,
    defaultPendingComponent: RoutePending,
    defaultPendingMs: 300,
    // The pages have skeletons of their own. What is there is drawn, and not held back so that a first one is seen long enough.
    defaultPendingMinMs: 0,
    scrollRestoration: true,
  })
}

/**
 * Begins to fetch what the page at this URL is made of, beside the question who is here. A visitor who has to sign in first comes
 * back to it.
 */
export function fetchPage(router: ReturnType<typeof createAppRouter>): void {
  const [matched] = router.getMatchedRoutes(router.latestLocation.pathname)
  for (const { options } of matched) {
    void options.component?.preload?.()
    if (options.staticData?.frame === 'shell') void Shell.preload?.()
  }
}
