import { memo, Suspense, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Dispatcher } from '#model/dispatcher'
import type { InventoryTool } from '#model/inventory'
import type { Draft, Revision } from '#model/policy'
import type { PolicyAction } from '#policy'
import { useDeciders } from '#web/data/deciders.ts'
import { useCallers } from '#web/data/grants.ts'
import type { PolicySummary } from '#web/data/policies.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { BuilderBar } from './builder-bar.tsx'
import { BuilderContext, type BuilderHands, type Shown } from './builder-context.tsx'
import { WorkspaceSkeleton } from './builder-skeleton.tsx'
import { KeyboardHelp } from './code/keyboard-help.tsx'
import { newsIn, newsWords } from './drift/news.ts'
import type { GridHandle } from './grid/tool-grid.tsx'
import { useStable } from './grid/use-stable.ts'
import { DriftSheet } from './lazy-panes.ts'
import type { LocalDraft } from './model/offline.ts'
import { DeskDialogs } from './publish/desk-dialogs.tsx'
import { DeskNotices } from './publish/desk-notices.tsx'
import { useDesk } from './publish/use-desk.ts'
import { useOthers } from './publish/use-others.ts'
import { sentence } from './rule/rule-problems.tsx'
import { useSingleKeys } from './single-keys.ts'
import { useBuilderPalette } from './use-builder-palette.ts'
import { useDrawnLater } from './use-drawn-later.ts'
import { stepOrSay, useHeardSteps } from './use-heard-steps.ts'
import { type Hotkeys, useHotkeys } from './use-hotkeys.ts'
import {
  type BuilderState,
  type HeldSession,
  type Opened,
  useBuilderState,
  useSession,
} from './use-session.ts'
import { useView, useViewed } from './use-view.ts'
import { Workspace } from './workspace.tsx'

export interface WorkbenchProps {
  server: ServerSummary
  policy: PolicySummary
  tools: readonly InventoryTool[]
  dispatchers: readonly Dispatcher[]
  draft: Draft | null
  enforced: Revision | undefined
  /** What to start from when there is no draft. */
  text: string
  memberId: string
  /** What was written in this browser and did not reach the server. */
  recovered: LocalDraft | undefined
}

// Drawn anew when they have something else to say, and not with every rule that changes.
const Notices = memo(DeskNotices)
const Dialogs = memo(DeskDialogs)
const Help = memo(KeyboardHelp)

/** An open policy. Its text is read before the rest is begun, since between two components the browser can answer. */
export function Workbench(props: WorkbenchProps) {
  const { server, policy } = props
  const callers = useCallers(policy)
  const deciders = useDeciders(policy)
  const opened = { ...props, callers, deciders, policyId: policy.id, serverId: server.id }
  const held = useSession(opened)
  return <Bench server={server} policy={policy} opened={opened} held={held} />
}

interface BenchProps extends Pick<WorkbenchProps, 'server' | 'policy'> {
  opened: Opened
  held: HeldSession
}

/** The bar, what must be said, and the panes. */
function Bench({ server, policy, opened, held }: BenchProps) {
  const { enforced, callers } = opened
  const state = useBuilderState(opened, held)
  const { session, form } = state
  const { buffer, keeper } = session
  // Not the text itself: a key pressed in the code must not draw the whole page.
  const inSync = useSyncExternalStore(buffer.subscribe, () => buffer.state().text === enforced?.text)
  const view = useView()
  const sel = useViewed(view, (search) => search.sel)
  const grid = useRef<GridHandle>(null)
  const filter = useRef<HTMLInputElement>(null)
  const side = useRef<HTMLDivElement>(null)
  const desk = useDesk(policy, enforced, state)
  const { viewer, still } = desk
  const [keysShown, setKeysShown] = useState(false)
  const isDrawn = useDrawnLater()
  const news = useMemo(() => newsIn(state.rows, enforced?.classes), [state.rows, enforced?.classes])
  const [target, setTarget] = useState<{ readonly offset: number }>()
  const editInCode = (offset: number) => {
    setTarget({ offset })
    view.change({ view: 'code' })
  }
  const show = (shown: Shown) => {
    view.change({
      view: shown.pane === 'rule' ? 'form' : shown.pane,
      ...('tool' in shown && { sel: shown.tool }),
    })
    // After the pane is drawn: another may have stood there.
    requestAnimationFrame(() => {
      const inside = 'at' in shown && side.current?.querySelector<HTMLElement>(`[data-at="${shown.at}"]`)
      const place = inside || side.current
      place?.focus()
    })
  }
  const isEditing = viewer === undefined && !inSync
  const others = useOthers(policy.id, opened.memberId, isEditing ? (sel ?? null) : undefined)
  // The same text is another policy where its tools are classed otherwise by now.
  const mayReview = (!inSync || state.reclassed > 0) && viewer === undefined
  const review = useStable(() => {
    keeper.flush()
    if (mayReview) desk.setDialog('review')
  })
  const showHistory = useStable(() => desk.setDialog('history'))
  const showKeys = useStable(() => setKeysShown(true))
  const { hands, refused, setRefused } = useHands(state, still, {
    serverId: server.id,
    policyId: policy.id,
    since: enforced?.number,
    callers,
    editInCode,
    show,
    review: mayReview ? review : undefined,
    refocus: () => side.current?.focus({ preventScroll: true }),
  })
  const goToProblem = () => {
    const next = nextProblem(form.problems, target?.offset)
    if (next !== undefined) editInCode(next)
  }
  const hotkeys: Hotkeys = {
    undo: () => still === undefined && stepOrSay(buffer.undo, 'There is nothing to undo.'),
    redo: () => still === undefined && stepOrSay(buffer.redo, 'There is nothing to do again.'),
    save: keeper.flush,
    review,
    filter: () => {
      // On a phone it stands over the list alone.
      if (filter.current === null) view.change({ view: undefined })
      requestAnimationFrame(() => filter.current?.focus())
    },
    toggleCode: () => view.change({ view: view.state().view === 'code' ? 'form' : 'code' }),
    nextProblem: goToProblem,
    showKeys,
    single: useSingleKeys(),
  }
  useHotkeys(hotkeys)
  useHeardSteps(buffer)
  useBuilderPalette({ ...hotkeys, news: () => desk.setDialog('drift') }, state, show)
  return (
    <BuilderContext value={hands}>
      <div className="flex h-page min-h-0 flex-col">
        <BuilderBar
          serverId={server.id}
          serverName={server.name}
          policyName={policy.name}
          enforced={enforced?.number}
          shadow={policy.shadow}
          others={others}
          news={newsWords(news)}
          changes={state.changes}
          reclassed={state.reclassed}
          inSync={inSync}
          problems={form.problems}
          keeper={keeper}
          locked={viewer}
          onHistory={showHistory}
          onShadow={() => desk.setDialog('shadow')}
          onNews={() => desk.setDialog('drift')}
          onReview={review}
          onProblem={goToProblem}
        />
        <Notices
          session={session}
          serverId={server.id}
          desk={desk}
          recoveredAt={state.recoveredAt}
          refused={refused}
          onRefused={setRefused}
        />
        {isDrawn ? (
          <Workspace
            state={state}
            view={view}
            target={target}
            viewer={still}
            grid={grid}
            filter={filter}
            side={side}
            others={others}
            onReview={review}
            onKeys={showKeys}
          />
        ) : (
          <WorkspaceSkeleton />
        )}
        <Help open={keysShown} onOpenChange={setKeysShown} />
        <Dialogs session={session} desk={desk} policy={policy} enforced={enforced} />
        {desk.dialog === 'drift' && (
          <Suspense>
            <DriftSheet open onOpenChange={() => desk.setDialog(undefined)} news={news} />
          </Suspense>
        )}
      </div>
    </BuilderContext>
  )
}

type HandedOver = 'serverId' | 'policyId' | 'since' | 'callers' | 'editInCode' | 'show' | 'review'

/** What the panes may do, and why not when they may not. */
function useHands(
  { session, form, policy, looks }: BuilderState,
  viewer: string | undefined,
  {
    refocus,
    ...ways
  }: Pick<BuilderHands, HandedOver> & {
    refocus: () => void
  },
) {
  const [refused, setRefused] = useState<string>()
  const locked =
    viewer ??
    (form.frozen && `Line ${form.frozen.line} cannot be read, so the form waits until it is put right.`)
  const act = useStable((actions: readonly PolicyAction[], label: string) => {
    if (locked !== undefined) {
      setRefused(locked)
      return
    }
    // A question that was answered gives the focus back by itself, a moment later.
    const isAnswer = document.activeElement?.closest('[role="alertdialog"]') != null
    const done = session.sync.act(actions, label, Date.now())
    setRefused(done.ok ? undefined : `${label}: that could not be done. ${sentence(done.fault.message)}`)
    // What was pressed may be gone with what it removed. The focus then stays in the pane, and does not fall to the page.
    requestAnimationFrame(() => {
      if (!isAnswer && document.activeElement === document.body) refocus()
    })
  })
  const editInCode = useStable(ways.editInCode)
  const show = useStable(ways.show)
  const { serverId, policyId, since, callers, review } = ways
  const { problems } = form
  // The same object while nothing of it changed: a letter typed into the filter must not draw the rule anew.
  const hands: BuilderHands = useMemo(
    () => ({
      session,
      policy,
      problems,
      locked,
      serverId,
      policyId,
      since,
      looks,
      callers,
      editInCode,
      show,
      review,
      act,
    }),
    [
      session,
      policy,
      problems,
      locked,
      serverId,
      policyId,
      since,
      looks,
      callers,
      editInCode,
      show,
      review,
      act,
    ],
  )
  return { hands, refused, setRefused }
}

function nextProblem(problems: readonly { readonly offset: number }[], from = -1): number | undefined {
  const after = problems.find(({ offset }) => offset > from)
  return (after ?? problems[0])?.offset
}
