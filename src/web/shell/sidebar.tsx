import clsx from 'clsx'
import {
  Activity,
  BookOpen,
  Inbox,
  Library,
  LifeBuoy,
  type LucideIcon,
  Pin,
  PinOff,
  Search,
  Server,
  Settings,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useOpenApprovalCount } from '#web/data/approvals.ts'
import { useServers } from '#web/data/servers.ts'
import type { CurrentWorkspace } from '#web/data/workspace.ts'
import { LogoMark } from '#web/ui/display/logo.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { Tooltip } from '#web/ui/overlay/tooltip.tsx'
import { paths } from '../paths.ts'
import { AccountMenu } from './account-menu.tsx'
import { togglePin, usePins } from './pins.ts'

export interface SidebarProps {
  current: CurrentWorkspace
  pathname: string
  onSearch: () => void
  /** Somebody looks like going there. */
  onSearchNear?: (() => void) | undefined
}

/** Where one can go. The same in the column at the left and in the sheet of a narrow window. */
export function Sidebar({ current, pathname, onSearch, onSearchNear }: SidebarProps) {
  const { workspace } = current
  const servers = useServers(workspace.id).data
  const waiting = useOpenApprovalCount(workspace.id)
  const at = (path: string) => pathname === path || pathname.startsWith(`${path}/`)
  return (
    <>
      <Brand onSearch={onSearch} onSearchNear={onSearchNear} />
      <div className="mt-2 mb-3">
        <AccountMenu current={current} />
      </div>
      <nav aria-label="Main" className="grid gap-0.5">
        <NavLink
          href={paths.servers()}
          icon={Server}
          current={pathname === paths.servers() || pathname === paths.newServer()}
          count={servers?.length}
        >
          Servers
        </NavLink>
        <NavLink
          href={paths.approvals()}
          icon={Inbox}
          current={at('/approvals')}
          count={waiting === 0 ? undefined : waiting}
          hot="waiting"
        >
          Approvals
        </NavLink>
        <NavLink href={paths.activity()} icon={Activity} current={at('/activity')}>
          Activity
        </NavLink>
        <NavLink href={paths.catalogue()} icon={Library} current={at('/catalogue')}>
          Catalogue
        </NavLink>
      </nav>
      <PinnedServers servers={servers ?? []} pathname={pathname} />
      <nav aria-label="Workspace and help" className="mt-auto grid gap-0.5 pt-4">
        <NavLink href={paths.settings()} icon={Settings} current={at('/settings')}>
          Settings
        </NavLink>
        <NavLink href={paths.reference()} icon={BookOpen} current={at('/reference')}>
          Policy language
        </NavLink>
        <NavLink href={paths.contact()} icon={LifeBuoy} current={at('/contact')}>
          Help
        </NavLink>
      </nav>
    </>
  )
}

function Brand({ onSearch, onSearchNear }: Pick<SidebarProps, 'onSearch' | 'onSearchNear'>) {
  return (
    <div className="flex items-center justify-between">
      <a
        href={paths.servers()}
        className="flex items-center gap-[9px] rounded-sm px-2 py-1.5 text-lg font-semibold tracking-[-0.01em]"
      >
        <LogoMark />
        Sallyport
      </a>
      <Tooltip content={<>Search or do · {commandKey()}K</>}>
        <button
          type="button"
          aria-label="Search or do"
          aria-keyshortcuts="Meta+K Control+K"
          onPointerEnter={onSearchNear}
          onFocus={onSearchNear}
          onClick={onSearch}
          className="grid size-[30px] place-items-center rounded-sm text-ink-3 transition-colors hover:bg-panel/60 hover:text-ink pointer-coarse:size-10"
        >
          <Search aria-hidden className="size-4" />
        </button>
      </Tooltip>
    </div>
  )
}

/** ⌘ where the keyboard has one. */
function commandKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl+'
}

interface NavLinkProps {
  href: string
  icon?: LucideIcon | undefined
  current: boolean
  count?: number | undefined
  /** What the count is of, when it asks for attention. */
  hot?: string | undefined
  children: ReactNode
}

const navClass =
  'flex min-h-[30px] min-w-0 items-center gap-2.5 rounded-sm px-2 text-ink-2 transition-colors hover:bg-panel/60 hover:text-ink pointer-coarse:min-h-11 ' +
  'aria-[current=page]:bg-panel aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:shadow-[inset_2px_0_0_var(--accent)]'

function NavLink({ href, icon: Icon, current, count, hot, children }: NavLinkProps) {
  return (
    <a href={href} aria-current={current ? 'page' : undefined} className={navClass}>
      {Icon !== undefined && <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {count !== undefined && (
        <span
          className={clsx(
            'text-xs tabular-nums',
            hot === undefined
              ? 'text-ink-3'
              : 'grid h-[18px] min-w-[18px] place-items-center rounded-full bg-ask px-1.5 font-semibold text-panel',
          )}
        >
          {numberWords(count)}
          {hot !== undefined && <span className="sr-only"> {hot}</span>}
        </span>
      )}
    </a>
  )
}

interface NamedServer {
  readonly id: string
  readonly name: string
}

/** The pinned servers, and the one at hand so that it can be pinned. */
function PinnedServers({ servers, pathname }: { servers: readonly NamedServer[]; pathname: string }) {
  const pins = usePins()
  const here = /^\/servers\/([^/]+)/.exec(pathname)?.[1]
  const shown = servers.filter((server) => pins.includes(server.id) || server.id === here)
  if (shown.length === 0) return null
  return (
    <nav aria-label="Pinned servers" className="mt-4 min-h-0">
      <p className="px-2 pb-1 text-xs font-medium text-ink-3">
        {shown.some((server) => pins.includes(server.id)) ? 'Pinned' : 'Open'}
      </p>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
        {shown.map((server) => {
          const pinned = pins.includes(server.id)
          const PinIcon = pinned ? PinOff : Pin
          return (
            <li key={server.id} className="group relative">
              <NavLink href={paths.server(server.id)} current={server.id === here}>
                <span className="block truncate pr-6">{server.name}</span>
              </NavLink>
              <button
                type="button"
                aria-label={pinned ? `Unpin ${server.name}` : `Pin ${server.name}`}
                onClick={() => togglePin(server.id)}
                className="absolute inset-y-[3px] right-1 grid w-6 place-items-center rounded-sm text-ink-3 opacity-0 transition-opacity group-hover:opacity-100 hover:text-ink focus-visible:opacity-100 pointer-coarse:w-10 pointer-coarse:opacity-100"
              >
                <PinIcon aria-hidden className="size-3.5" />
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
