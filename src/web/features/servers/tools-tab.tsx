import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useState } from 'react'
import type { Inventory } from '#model/inventory'
import { faultWords } from '#web/data/fault-words.ts'
import { useInventory, useServer } from '#web/data/servers.ts'
import { paths, type ToolsSearch } from '#web/paths.ts'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Sheet } from '#web/ui/overlay/sheet.tsx'
import { useLeaving } from '#web/ui/use-leaving.ts'
import { useMedia } from '#web/ui/use-media.ts'
import { useSettled } from '#web/ui/use-settled.ts'
import { ToolDetails } from './tool-details.tsx'
import { ToolFilterBar } from './tool-filter-bar.tsx'
import { ToolList } from './tool-list.tsx'
import { searchable, toolRows } from './tool-rows.ts'

export function ToolsTab() {
  const { serverId = '' } = useParams({ strict: false })
  const inventory = useInventory(serverId)
  const health = useServer(serverId).data?.health
  if (inventory.isPending) return <SkeletonRows rows={12} />
  if (inventory.data === undefined)
    return (
      <ErrorState
        title="The tools could not be loaded."
        {...faultWords(inventory.error)}
        onRetry={() => void inventory.refetch()}
        retrying={inventory.isFetching}
      />
    )
  if (inventory.data === null)
    return (
      <EmptyState title="Its tools are not known yet.">
        {health?.error ?? 'Sallyport has not reached this server.'} Use “Discover tools” above to ask it
        again.
      </EmptyState>
    )
  if (inventory.data.tools.length === 0)
    return <EmptyState title="This server has no tools.">It answers, and lists none.</EmptyState>
  return <Tools inventory={inventory.data} />
}

function Tools({ inventory }: { inventory: Inventory }) {
  const { q = '', risk, tool, change } = useToolSearch(inventory.serverId)
  const [sheetOpen, setSheetOpen] = useState(tool !== undefined)
  const wide = useMedia('(width >= 1100px)')
  const index = useMemo(() => searchable(inventory.tools), [inventory])
  const filterWords = useDeferredValue(q)
  const rows = useMemo(() => toolRows(index, { words: filterWords, risk }), [index, filterWords, risk])
  const chosen = inventory.tools.find(({ name }) => name === tool)
  return (
    <div className="flex h-full flex-col">
      <ToolFilterBar
        tools={inventory.tools}
        found={rows.filter((row) => row.kind === 'tool').length}
        words={q}
        risk={risk}
        onChange={change}
      />
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1">
          {rows.length === 0 ? (
            <EmptyState title="No tool matches.">Try another word, or another risk.</EmptyState>
          ) : (
            <ToolList
              rows={rows}
              chosen={tool}
              onChoose={(name) => change({ tool: name })}
              onOpen={() => setSheetOpen(true)}
            />
          )}
        </div>
        {wide && (
          <aside
            aria-label="The chosen tool"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="w-[44%] max-w-[620px] shrink-0 overflow-y-auto border-l border-line bg-panel p-5 -outline-offset-2"
          >
            {chosen ? (
              <ToolDetails serverId={inventory.serverId} tool={chosen} withName />
            ) : (
              <p className="text-ink-3">Choose a tool to see why it is judged as it is.</p>
            )}
          </aside>
        )}
      </div>
      {!wide && (
        <Sheet
          open={sheetOpen && chosen !== undefined}
          onOpenChange={setSheetOpen}
          title={chosen?.name ?? ''}
        >
          {chosen && <ToolDetails serverId={inventory.serverId} tool={chosen} withName={false} />}
        </Sheet>
      )}
    </div>
  )
}

type Wanted = Pick<ToolsSearch, 'q' | 'risk' | 'tool'>

const sameWanted = (a: Wanted, b: Wanted) => a.q === b.q && a.risk === b.risk && a.tool === b.tool

/** The search and the chosen tool, kept in the URL once they have settled: a change of route a key would be slow. */
function useToolSearch(serverId: string) {
  const { q, risk, tool } = useSearch({ strict: false })
  const navigate = useNavigate()
  const isLeaving = useLeaving()
  const tell = (wanted: Wanted) => {
    if (!isLeaving()) void navigate({ href: paths.tools(serverId, wanted), replace: true })
  }
  const [wanted, setWanted] = useSettled<Wanted>({ q, risk, tool }, tell, { same: sameWanted })
  const change = (next: Partial<Wanted>) => setWanted({ ...wanted, ...next })
  return { ...wanted, change }
}
