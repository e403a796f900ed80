import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import clsx from 'clsx'
import { ChevronLeft } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { invariant } from '#std/invariant'
import { type ApprovalCard as Card, useOpenApprovals } from '#web/data/approvals.ts'
import { type LiveState, useLiveState } from '#web/data/live.ts'
import { useWorkspace } from '#web/data/workspace.ts'
import { type ApprovalsSearch, paths } from '#web/paths.ts'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'
import { CardPane } from './card-pane.tsx'
import { DecidedInbox, inRisk, NothingWaits, OpenInbox } from './inboxes.tsx'
import { type InboxView, useArrivals, useInbox } from './use-inbox.ts'

const views = ['waiting', 'parked', 'decided'] as const
const chipWords = { waiting: 'Waiting', parked: 'Parked', decided: 'Decided' } as const

/** The calls that wait for a person, and the one that is being decided. */
export function ApprovalsPage() {
  const current = useWorkspace()
  invariant(current !== null, 'the page stands behind a sign-in')
  const workspaceId = current.workspace.id
  const { approvalId } = useParams({ strict: false })
  const search = useSearch({ from: '/approvals' })
  const state = search.state ?? 'waiting'
  const open = useOpenApprovals(workspaceId)
  const live = useLiveState(workspaceId)
  useArrivals(open.data)
  const waiting = open.data?.filter((card) => card.state === 'waiting' && isWanted(card, search))
  const parked = open.data?.filter((card) => card.state === 'parked' && isWanted(card, search))
  const cards = state === 'parked' ? parked : waiting
  const inbox = useInbox({
    scope: paths.approvals({ ...search, state }),
    cards: cards ?? [],
    open: open.data ?? [],
  })
  const selected = approvalId ?? (state === 'decided' ? undefined : inbox.entries[0]?.card.id)
  const list = useRef<HTMLElement>(null)
  const onKeyDown = useNextKeys(list)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: J and K go through the list from wherever the focus is in the inbox
    <div className="flex h-page min-h-0 flex-col" onKeyDown={onKeyDown}>
      <TopBar
        title="Approvals"
        status={
          <>
            {approvalId !== undefined && (
              <ButtonLink
                href={paths.approvals(search)}
                size="small"
                variant="quiet"
                icon={<ChevronLeft aria-hidden />}
                className="min-[900px]:hidden"
              >
                All
              </ButtonLink>
            )}
            <StateChips
              search={search}
              waiting={waiting?.length}
              parked={parked?.length}
              className={approvalId === undefined ? undefined : 'max-[899px]:hidden'}
            />
          </>
        }
        actions={<LiveWords state={live} />}
      />
      <div className="grid min-h-0 flex-1 min-[900px]:grid-cols-[380px_minmax(0,1fr)]">
        <section
          ref={list}
          aria-label="Inbox"
          className={`min-h-0 overflow-y-auto border-line min-[900px]:border-r ${approvalId === undefined ? '' : 'max-[899px]:hidden'}`}
        >
          {state === 'decided' ? (
            <DecidedInbox workspaceId={workspaceId} selected={selected} search={search} />
          ) : (
            <OpenSection open={open} inbox={inbox} selected={selected} search={search} />
          )}
        </section>
        <section
          aria-label="The call"
          className={`min-h-0 overflow-y-auto ${approvalId === undefined ? 'max-[899px]:hidden' : ''}`}
        >
          {selected !== undefined && <CardPane key={selected} id={selected} />}
        </section>
      </div>
    </div>
  )
}

interface OpenSectionProps {
  open: ReturnType<typeof useOpenApprovals>
  inbox: InboxView
  selected: string | undefined
  search: ApprovalsSearch
}

function OpenSection({ open, inbox, selected, search }: OpenSectionProps) {
  if (open.isError && open.data === undefined) {
    return (
      <ErrorState
        title="The approvals could not be loaded."
        cause={open.error.message}
        id={open.error.requestId}
        onRetry={() => void open.refetch()}
        retrying={open.isFetching}
      />
    )
  }
  if (open.data === undefined) return <SkeletonRows rows={4} label="Loading what waits" />
  if (inbox.entries.length === 0) return <NothingWaits parked={search.state === 'parked'} />
  return <OpenInbox inbox={inbox} selected={selected} search={search} />
}

function isWanted(card: Card, search: ApprovalsSearch): boolean {
  return (
    inRisk(card, search) &&
    (search.server === undefined || card.serverId === search.server) &&
    (search.grant === undefined || card.grantId === search.grant)
  )
}

interface StateChipsProps {
  search: ApprovalsSearch
  waiting: number | undefined
  parked: number | undefined
  className: string | undefined
}

function StateChips({ search, waiting, parked, className }: StateChipsProps) {
  const navigate = useNavigate()
  const counts = { waiting, parked, decided: undefined }
  return (
    <span className={clsx('flex flex-wrap gap-2', className)}>
      {views.map((view) => (
        <Chip
          key={view}
          pressed={(search.state ?? 'waiting') === view}
          count={counts[view]}
          onClick={() => void navigate({ href: paths.approvals({ ...search, state: view }) })}
        >
          {chipWords[view]}
        </Chip>
      ))}
    </span>
  )
}

function LiveWords({ state }: { state: LiveState }) {
  const words = { connecting: 'Connecting …', open: 'Live', down: 'Not live: trying again' }[state]
  return <span className={state === 'down' ? 'text-limit' : 'text-ink-3'}>{words}</span>
}

/** `J` and `K` open the next and the previous card of the list. */
function useNextKeys(list: React.RefObject<HTMLElement | null>) {
  const navigate = useNavigate()
  return (event: KeyboardEvent) => {
    const by = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
    if (by === 0 || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('li > a') ?? [])]
    const here = links.findIndex((link) => link.getAttribute('aria-current') !== null)
    const next = links[Math.max(0, Math.min(links.length - 1, here + by))]
    const href = next?.getAttribute('href')
    if (href == null) return
    event.preventDefault()
    void navigate({ href })
    next?.scrollIntoView({ block: 'nearest' })
  }
}
