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
  // Told apart here: a panel that comes later than the answer would not be told of it.
  const { data: views, error, refetch } = useSavedViews(serverId, wanted)
  const shown = shownView(views ?? [], filter)
  return (
    <Popover
      label="Saved views"
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        if (next) setWanted(true)
        if (next && error !== null) void refetch()
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
          failure={error?.message}
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
