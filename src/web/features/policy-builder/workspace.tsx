import { memo, type ReactNode, type Ref, type RefObject, Suspense, useMemo } from 'react'
import type { FormAction } from '#policy'
import { pointerSteps } from '#std/pointer'
import type { Editor } from '#web/data/presence.ts'
import type { BuilderSearch } from '#web/paths.ts'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { useBuilderHands } from './builder-context.tsx'
import { CodePane } from './code/code-pane.tsx'
import { FilterBar } from './filter-bar.tsx'
import type { GridHandle } from './grid/tool-grid.tsx'
import { useStable } from './grid/use-stable.ts'
import { CallsPane, PolicyPane, SuggestionsPane, TestsPane, usePrefetchedPanes } from './lazy-panes.ts'
import type { FormState } from './model/sync.ts'
import type { View } from './model/view.ts'
import { FrozenNotice } from './notices.tsx'
import { type Pane, Panes } from './panes.tsx'
import { RulePane } from './rule/rule-pane.tsx'
import { ToolList } from './tool-list.tsx'
import { useRowCounts, useSearched } from './use-found.ts'
import type { BuilderState } from './use-session.ts'
import { useSetRows } from './use-set-rows.tsx'
import { useViewed } from './use-view.ts'
import { useTouch, useWide } from './use-wide.ts'

export interface WorkspaceProps {
  state: BuilderState
  view: View
  target: { readonly offset: number } | undefined
  viewer: string | undefined
  grid: RefObject<GridHandle | null>
  filter: Ref<HTMLInputElement>
  /** What stands beside the list, to take the focus there. */
  side: RefObject<HTMLDivElement | null>
  /** Colleagues who are at it now. */
  others: readonly Editor[]
  onReview: () => void
  onKeys: () => void
}

/** Drawn anew when the rule or what there is to say of it changed, not with every letter of the filter. */
const Rule = memo(RulePane)

/** Filter, list, rule and code: one selection and one text for all of them. */
export function Workspace({
  state,
  view,
  target,
  viewer,
  grid,
  filter,
  side,
  others,
  onReview,
  onKeys,
}: WorkspaceProps) {
  const { form, rows, policy } = state
  const hands = useBuilderHands()
  const searched = useSearched(state)
  const counts = useRowCounts(rows)
  const { set, dialog } = useSetRows(hands)
  const sel = useViewed(view, (search) => search.sel)
  const shown = useViewed(view, (search) => search.view)
  const selected = rows.find(({ name }) => name === sel)
  const setSelected = useStable((action: FormAction) => selected && set([selected], action))
  const wide = useWide()
  const touch = useTouch()
  usePrefetchedPanes(wide && !touch)
  const problems = form.problems.length
  const tests = policy.document.tests?.length ?? 0
  const tabCounts = useMemo(() => ({ code: problems, tests }), [problems, tests])
  const toGrid = useStable(() => grid.current?.focus())
  const pane = paneOf(shown, wide)
  const toPane = (next: Pane) => view.change({ view: viewOf(next, wide) })
  const leavePane = () => {
    if (!wide) toPane('list')
    // After the list is drawn: on a phone it was not there before.
    requestAnimationFrame(toGrid)
  }
  const inFrame = (label: string, children: ReactNode) => (
    <Frozen frozen={wide ? undefined : form.frozen}>
      <SideFrame ref={side} label={label} onLeave={leavePane}>
        <Suspense fallback={<SkeletonRows rows={10} label={`Loading: ${label}`} />}>{children}</Suspense>
      </SideFrame>
    </Frozen>
  )
  return (
    <>
      {(wide || pane === 'list') && (
        <FilterBar
          ref={filter}
          view={view}
          searched={searched}
          counts={counts}
          changed={state.changes}
          standing={policy.document.default}
          onPolicy={pane === 'policy'}
          onKeys={onKeys}
          onDown={toGrid}
        />
      )}
      <Panes
        pane={pane}
        onPane={toPane}
        counts={tabCounts}
        list={
          <Frozen frozen={form.frozen}>
            <ToolList
              ref={grid}
              state={state}
              view={view}
              searched={searched}
              others={others}
              onSet={set}
              onInspect={() => {
                toPane('rule')
                // After the pane is drawn: on a phone it was not there before.
                requestAnimationFrame(() => side.current?.focus())
              }}
              onKeys={onKeys}
            />
          </Frozen>
        }
        side={{
          rule: inFrame('The rule of the selected tool', <Rule row={selected} onSet={setSelected} />),
          policy: inFrame('The whole policy', <PolicyPane />),
          tests: inFrame('The tests of the policy', <TestsPane />),
          calls: inFrame('The last calls of the selected tool', <CallsPane row={selected} />),
          suggestions: inFrame('What the traffic suggests', <SuggestionsPane />),
          code: (
            <CodePane
              version={form.readVersion}
              problems={form.problems}
              selected={selected?.pointer}
              target={target}
              viewerOnly={!wide || touch}
              viewer={viewer}
              onCaret={(pointer) => {
                const [section, name] = pointerSteps(pointer)
                if (section === 'tools' && name !== undefined && name !== view.state().sel)
                  view.change({ sel: name })
              }}
              onLeave={leavePane}
              onReview={onReview}
              onHelp={onKeys}
            />
          ),
        }}
      />
      {dialog}
    </>
  )
}

/** What must be said while the form stands still, over the form and not over the code: the text must not move as one types. */
function Frozen({ frozen, children }: { frozen: FormState['frozen']; children: ReactNode }) {
  const { editInCode } = useBuilderHands()
  return (
    <div className="flex h-full min-h-0 flex-col">
      <FrozenNotice frozen={frozen} onGoTo={editInCode} />
      <div className="min-h-0 flex-1">{children}</div>
    </div>
  )
}

/** The pane that a URL names; on a phone the list has no other beside it. */
function paneOf(view: BuilderSearch['view'], wide: boolean): Pane {
  if (view === undefined || view === 'split') return wide ? 'rule' : 'list'
  return view === 'form' ? 'rule' : view
}

function viewOf(pane: Pane, wide: boolean): BuilderSearch['view'] {
  if (pane === 'list') return undefined
  return pane === 'rule' ? (wide ? undefined : 'form') : pane
}

interface SideFrameProps {
  label: string
  children: ReactNode
  onLeave: () => void
  ref: Ref<HTMLDivElement>
}

/** Where the focus goes when a pane is opened from elsewhere, and from where Escape leads back. */
function SideFrame({ label, children, onLeave, ref }: SideFrameProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would disable and draw, and this only groups
    <div
      ref={ref}
      role="group"
      aria-label={label}
      tabIndex={-1}
      className="-outline-offset-2"
      onKeyDown={(event) => {
        // Keys of a list that was opened from here reach this element too, through React's tree.
        const within = event.target instanceof Node && event.currentTarget.contains(event.target)
        if (event.key === 'Escape' && within && !event.defaultPrevented) onLeave()
      }}
    >
      {children}
    </div>
  )
}
