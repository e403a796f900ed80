import { Bookmark } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { ViewFilter } from '#model/saved-view'
import { useSavedViews } from '#web/data/saved-views.ts'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { lazyPart } from '#web/ui/lazy-part.tsx'
import { Popover } from '#web/ui/overlay/popover.tsx'
import { shownView } from './view-filter.ts'

// Fetched when somebody points at its button, or opens it.
const ViewsPanel = lazyPart(async () => (await import('./views-panel.tsx')).ViewsPanel)

export interface ViewsChipProps {
  serverId: string
  filter: ViewFilter
  onShow: (filter: ViewFilter) => void
}

/** The reader's own filters by name: one is chosen, the present one is saved, one that is not wanted goes. */
export function ViewsChip({ serverId, filter, onShow }: ViewsChipProps) {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const views = useSavedViews(serverId, wanted)
  const shown = shownView(views.data ?? [], filter)
  return (
    <Popover
      label="Saved views"
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        if (next) setWanted(true)
      }}
      trigger={
        <Chip
          active={shown !== undefined}
          icon={<Bookmark aria-hidden />}
          onPointerEnter={ViewsPanel.prefetch}
          onFocus={ViewsPanel.prefetch}
        >
          <span className="max-w-40 truncate">{shown?.name ?? 'Views'}</span>
        </Chip>
      }
    >
      <Suspense fallback={<SkeletonRows rows={2} label="Loading the saved views" />}>
        <ViewsPanel
          views={views}
          filter={filter}
          onShow={(next) => {
            setOpen(false)
            onShow(next)
          }}
        />
      </Suspense>
    </Popover>
  )
}
