import { useRef, useState, useSyncExternalStore } from 'react'
import type { InventoryTool } from '#model/inventory'
import type { Draft, Revision } from '#model/policy'
import type { PolicyAction } from '#policy'
import type { PolicySummary } from '#web/data/policies.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { useMay } from '#web/data/workspace.ts'
import { BuilderBar } from './builder-bar.tsx'
import { BuilderContext, type BuilderHands, type Shown } from './builder-context.tsx'
import type { GridHandle } from './grid/tool-grid.tsx'
import { replacement } from './model/buffer.ts'
import { BehindNotice, RefusedNotice, StaleNotice } from './notices.tsx'
import { type OpenDialog, PublishDialogs } from './publish/publish-dialogs.tsx'
import { PublishedBar } from './publish/published-bar.tsx'
import { usePublishing } from './publish/use-publishing.ts'
import { sentence } from './rule/rule-problems.tsx'
import { useHotkeys } from './use-hotkeys.ts'
import { type BuilderState, useSession } from './use-session.ts'
import { useView } from './use-view.ts'
import { Workspace } from './workspace.tsx'

export interface WorkbenchProps {
  server: ServerSummary
  policy: PolicySummary
  tools: readonly InventoryTool[]
  draft: Draft | null
  enforced: Revision | undefined
  /** What to start from when there is no draft. */
  text: string
}

/** An open policy: the bar, what must be said, and the panes. */
export function Workbench(props: WorkbenchProps) {
  const { server, policy, enforced } = props
  const state = useSession({ ...props, policyId: policy.id })
  const { session, form, base, setBase } = state
  const { buffer, keeper } = session
  const text = useSyncExternalStore(buffer.subscribe, () => buffer.state().text)
  const view = useView()
  const grid = useRef<GridHandle>(null)
  const filter = useRef<HTMLInputElement>(null)
  const side = useRef<HTMLDivElement>(null)
  const [dialog, setDialog] = useState<OpenDialog>()
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
    requestAnimationFrame(() => side.current?.focus())
  }
  const { hands, viewer, refused, setRefused } = useHands(state, { serverId: server.id, editInCode, show })
  const publishing = usePublishing({
    policyId: policy.id,
    session,
    enforced,
    base,
    setBase,
  })
  const inSync = text === enforced?.text
  const behind = enforced !== undefined && base !== enforced.number
  const review = () => {
    keeper.flush()
    if (!inSync && viewer === undefined) setDialog('review')
  }
  const goToProblem = () => {
    const next = nextProblem(form.problems, target?.offset)
    if (next !== undefined) editInCode(next)
  }
  useHotkeys({
    undo: () => viewer === undefined && buffer.undo(),
    redo: () => viewer === undefined && buffer.redo(),
    save: keeper.flush,
    review,
    filter: () => filter.current?.focus(),
    toggleCode: () => view.change({ view: view.search.view === 'code' ? 'form' : 'code' }),
    nextProblem: goToProblem,
  })
  return (
    <BuilderContext value={hands}>
      <div className="flex h-page min-h-0 flex-col">
        <BuilderBar
          serverId={server.id}
          serverName={server.name}
          policyName={policy.name}
          enforced={enforced?.number}
          changes={state.changes}
          inSync={inSync}
          problems={form.problems}
          keeper={keeper}
          locked={viewer}
          onHistory={() => setDialog('history')}
          onReview={review}
          onProblem={goToProblem}
        />
        <Notices
          state={state}
          publishing={publishing.pending}
          viewer={viewer}
          enforced={enforced}
          refused={refused}
          onRefused={setRefused}
        />
        {publishing.published !== undefined && (
          <div className="px-4 py-2">
            <PublishedBar published={publishing.published} serverId={server.id} publishing={publishing} />
          </div>
        )}
        <Workspace
          state={state}
          view={view}
          text={text}
          target={target}
          viewer={viewer}
          grid={grid}
          filter={filter}
          side={side}
          onReview={review}
        />
        <PublishDialogs
          open={dialog}
          onOpen={setDialog}
          policy={policy}
          enforced={enforced}
          publishing={publishing}
          blocked={behind ? 'A newer revision is enforced. Take it or keep yours first.' : undefined}
        />
      </div>
    </BuilderContext>
  )
}

/** What the panes may do, and why not when they may not. */
function useHands(
  { session, form, policy }: BuilderState,
  ways: Pick<BuilderHands, 'serverId' | 'editInCode' | 'show'>,
) {
  const [refused, setRefused] = useState<string>()
  const mayEdit = useMay('policies')
  const viewer = mayEdit ? undefined : 'Your role may read policies, not change them.'
  const locked =
    viewer ??
    (form.frozen && `Line ${form.frozen.line} cannot be read, so the form waits until it is put right.`)
  const hands: BuilderHands = {
    session,
    policy,
    problems: form.problems,
    locked,
    ...ways,
    act(actions: readonly PolicyAction[], label: string) {
      if (locked !== undefined) {
        setRefused(locked)
        return
      }
      const done = session.sync.act(actions, label, Date.now())
      setRefused(done.ok ? undefined : `${label}: that could not be done. ${sentence(done.fault.message)}`)
    },
  }
  return { hands, viewer, refused, setRefused }
}

interface NoticesProps {
  state: BuilderState
  publishing: boolean
  viewer: string | undefined
  enforced: Revision | undefined
  refused: string | undefined
  onRefused: (refused: string | undefined) => void
}

function Notices({ state, publishing, viewer, enforced, refused, onRefused }: NoticesProps) {
  const { session, base, setBase } = state
  const draft = useSyncExternalStore(session.keeper.subscribe, session.keeper.state)
  const take = () => {
    if (enforced === undefined) return
    const label = `Take v${enforced.number}`
    const edits = replacement(session.buffer.state().text, enforced.text)
    session.buffer.apply(edits, { origin: 'remote', label, at: Date.now() })
    setBase(enforced.number)
  }
  return (
    <div className="grid gap-2 px-4 py-2 empty:hidden max-[560px]:px-3">
      <StaleNotice state={draft} keeper={session.keeper} />
      {viewer === undefined && !publishing && (
        <BehindNotice
          base={base}
          enforced={enforced?.number}
          author={enforced?.publishedBy.name}
          onTake={take}
          onKeep={() => enforced && setBase(enforced.number)}
        />
      )}
      <RefusedNotice refused={refused} onDismiss={() => onRefused(undefined)} />
    </div>
  )
}

function nextProblem(problems: readonly { readonly offset: number }[], from = -1): number | undefined {
  const after = problems.find(({ offset }) => offset > from)
  return (after ?? problems[0])?.offset
}
