import { Menu } from 'lucide-react'
import { type ReactNode, Suspense, useEffect, useState } from 'react'
import { useOpenApprovalCount } from '#web/data/approvals.ts'
import { useLive } from '#web/data/live.ts'
import type { CurrentWorkspace } from '#web/data/workspace.ts'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { LogoMark } from '#web/ui/display/logo.tsx'
import { lazyPart } from '#web/ui/lazy-part.tsx'
import { onPaletteWanted } from '#web/ui/overlay/palette-offers.ts'
import { Sheet } from '#web/ui/overlay/sheet.tsx'
import { usePageTitle } from './page-title.ts'
import { paths } from './paths.ts'
import { ConnectionNotice } from './shell/connection-notice.tsx'
import { Sidebar } from './shell/sidebar.tsx'
import { SkipLink } from './shell/skip-link.tsx'

const Palette = lazyPart(async () => (await import('./shell/palette.tsx')).Palette)

export interface ShellProps {
  current: CurrentWorkspace
  pathname: string
  /** The words of the page's heading. */
  heading: string
  children: ReactNode
}

/** The frame of every page for who is signed in: where one can go at the left, the page beside it. */
export function Shell({ current, pathname, heading, children }: ShellProps) {
  const { workspace } = current
  useLive(workspace.id)
  const waiting = useOpenApprovalCount(workspace.id)
  const palette = usePalette()
  usePageTitle(heading, waiting, workspace.name)
  return (
    <div className="min-h-dvh min-[900px]:grid min-[900px]:grid-cols-[216px_minmax(0,1fr)]">
      <SkipLink />
      <aside className="sticky top-0 flex h-dvh flex-col overflow-y-auto border-r border-line bg-sunk p-3 max-[900px]:hidden">
        <Sidebar
          current={current}
          pathname={pathname}
          onSearch={palette.show}
          onSearchNear={Palette.prefetch}
        />
      </aside>
      <NarrowBar current={current} pathname={pathname} waiting={waiting} onSearch={palette.show} />
      <main id="main" className="flex min-w-0 flex-col" tabIndex={-1}>
        {children}
      </main>
      <ConnectionNotice workspaceId={workspace.id} />
      {palette.wanted && (
        <Suspense>
          <Palette open={palette.open} onOpenChange={palette.setOpen} workspaceId={workspace.id} />
        </Suspense>
      )}
    </div>
  )
}

/** Ctrl K, ⌘K on a Mac; and F1, which is the same in an editor that has Ctrl K for its own. */
function opensPalette({ key, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || shiftKey || altKey) return false
  return key === 'F1' ? !metaKey && !ctrlKey : key.toLowerCase() === 'k' && (metaKey || ctrlKey)
}

/** Its code is fetched when it is first asked for, by a key or by its button; with the first of two keys, before the second. */
function usePalette() {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const show = () => {
    setWanted(true)
    setOpen(true)
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Control' || event.key === 'Meta') Palette.prefetch()
      if (!opensPalette(event)) return
      event.preventDefault()
      setWanted(true)
      setOpen((before) => !before)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  useEffect(
    () =>
      onPaletteWanted(() => {
        setWanted(true)
        setOpen(true)
      }),
    [],
  )
  return { open, setOpen, wanted, show }
}

interface NarrowBarProps {
  current: CurrentWorkspace
  pathname: string
  waiting: number
  onSearch: () => void
}

function NarrowBar({ current, pathname, waiting, onSearch }: NarrowBarProps) {
  const [open, setOpen] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has arrived wants to see the page, not the way there
  useEffect(() => setOpen(false), [pathname])
  return (
    <header className="sticky top-0 z-30 flex h-(--shell-bar) items-center gap-2 border-b border-line bg-sunk px-3 min-[900px]:hidden">
      <a
        href={paths.servers()}
        aria-label="Sallyport: servers"
        className="grid size-9 place-items-center rounded-sm"
      >
        <LogoMark />
      </a>
      <span className="min-w-0 flex-1 truncate font-medium">{current.workspace.name}</span>
      {waiting > 0 && (
        <a
          href={paths.approvals()}
          className="inline-flex h-7 items-center gap-1.5 rounded-full bg-ask px-2.5 text-sm font-semibold whitespace-nowrap text-panel"
        >
          {waiting} waiting
        </a>
      )}
      <IconButton
        label="Menu"
        tooltip={false}
        icon={<Menu aria-hidden />}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      />
      <Sheet title="Menu" side="left" open={open} onOpenChange={setOpen} className="max-w-72 bg-sunk">
        <div className="flex min-h-full flex-col">
          <Sidebar
            current={current}
            pathname={pathname}
            onSearch={() => {
              setOpen(false)
              onSearch()
            }}
          />
        </div>
      </Sheet>
    </header>
  )
}
