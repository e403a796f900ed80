import { ChevronsUpDown } from 'lucide-react'
import { type ComponentProps, Suspense, useState } from 'react'
import type { CurrentWorkspace } from '#web/data/workspace.ts'
import { lazyPart } from '#web/ui/lazy-part.tsx'

const OpenAccountMenu = lazyPart(async () => (await import('./account-menu-content.tsx')).OpenAccountMenu)

/** The workspace's name. The menu behind it is fetched when somebody points at it or comes to it: no page needs it to stand. */
export function AccountMenu({ current }: { current: CurrentWorkspace }) {
  const [wanted, setWanted] = useState(false)
  const { name } = current.workspace
  if (wanted) {
    return (
      <Suspense fallback={<AccountButton name={name} aria-busy />}>
        <OpenAccountMenu current={current} trigger={<AccountButton name={name} />} />
      </Suspense>
    )
  }
  return (
    <AccountButton
      name={name}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={OpenAccountMenu.prefetch}
      onFocus={OpenAccountMenu.prefetch}
      onClick={() => setWanted(true)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') setWanted(true)
      }}
    />
  )
}

function AccountButton({ name, ...rest }: ComponentProps<'button'> & { name: string }) {
  return (
    <button
      {...rest}
      type="button"
      className="flex min-h-[34px] w-full items-center gap-2 rounded-md border border-line bg-panel px-2.5 text-left font-medium transition-colors hover:border-line-strong pointer-coarse:min-h-11"
    >
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="sr-only">: workspace and account</span>
      <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
    </button>
  )
}
