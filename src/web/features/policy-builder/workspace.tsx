import { memo, type ReactNode, type Ref, type RefObject, Suspense, useMemo, useState } from 'react'
import { type FormAction, noteOf } from '#policy'
import { pointerSteps } from '#std/pointer'
import type { Editor } from '#web/data/presence.ts'
import { Button } from '#web/ui/action/button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { useBuilderHands } from './builder-context.tsx'
import { CodePane, usePrefetchedEditor } from './code/code-pane.tsx'
import { FilterBar } from './filter-bar.tsx'
import { type GridHandle, ToolGrid } from './grid/tool-grid.tsx'
import { useStable } from './grid/use-stable.ts'
import { CallsPane, PolicyPane, SuggestionsPane, TestsPane } from './lazy-panes.ts'
import { looksAt } from './model/kept.ts'
import type { Row } from './model/rows.ts'
import type { FormState } from './model/sync.ts'
import { FrozenNotice } from './notices.tsx'
import { type Pane, Panes } from './panes.tsx'
import { RulePane } from './rule/rule-pane.tsx'
import { useSingleKeys } from './single-keys.ts'
import { failingTools } from './tests/failing-tools.ts'
import { useFound, useRowCounts } from './use-found.ts'
import type { BuilderState } from './use-session.ts'
import { useSetRows } from './use-set-rows.tsx'
import type { View } from './use-view.ts'
import { useTouch, useWide } from './use-wide.ts'
import { searchOf } from './views/view-filter.ts'

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
  const { search, change } = view
  const found = useFound(state, view)
  const counts = useRowCounts(rows)
  const singleKeys = useSingleKeys()
  const editorNames = useMemo(() => namesByTool(others), [others])
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const { set, dialog } = useSetRows(hands)
  const selected = rows.find(({ name }) => name === search.sel)
  const setSelected = useStable((action: FormAction) => selected && set([selected], action))
  const wide = useWide()
  const touch = useTouch()
  usePrefetchedEditor(wide && !touch)
  const pane = paneOf(search.view, wide)
  const toPane = (next: Pane) => change({ view: viewOf(next, wide) })
  const leavePane = () => {
    if (wide) grid.current?.focus()
    else toPane('list')
  }
  const isFailing = useMemo(() => failingTools(policy.document, form.problems), [policy, form.problems])
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
          text={search.q ?? ''}
          risk={search.risk}
          action={search.action}
          counts={counts}
          total={rows.length}
          shown={found.shown}
          changed={state.changes}
          misread={found.misread}
          standing={policy.document.default}
          onPolicy={pane === 'policy'}
          onText={(q) => change({ q: q === '' ? undefined : q })}
          onRisk={(risk) => change({ risk })}
          onAction={(action) => change({ action })}
          onView={(filter) => change(searchOf(filter))}
          onKeys={onKeys}
          onDown={() => grid.current?.focus()}
        />
      )}
      <Panes
        pane={pane}
        onPane={toPane}
        counts={{ code: form.problems.length, tests: policy.document.tests?.length ?? 0 }}
        list={
          <Frozen frozen={form.frozen}>
            {found.lines.length === 0 ? (
              <NothingFound
                tools={rows.length}
                onClear={() => change({ q: undefined, risk: undefined, action: undefined })}
              />
            ) : (
              <ToolGrid
                ref={grid}
                lines={found.lines}
                collapsed={found.collapsed}
                marked={marked}
                selected={search.sel}
                readOnly={hands.locked !== undefined}
                onSelect={(sel) => change({ sel })}
                onMark={(names) => {
                  setMarked(names)
                  announce(markedWords(names.size, found.shown))
                }}
                singleKeys={singleKeys}
                newWords={state.newWords}
                onReviewed={(seen) => state.looks.lookAt(looksAt(seen), lookedAtWords(seen.length))}
                editorOf={(name) => editorNames.get(name)}
                isFailing={isFailing}
                hasNote={(name) => noteOf(hands.session.sync.parsed(), name) !== ''}
                onFold={found.fold}
                onSet={set}
                onInspect={() => {
                  toPane('rule')
                  // After the pane is drawn: on a phone it was not there before.
                  requestAnimationFrame(() => side.current?.focus())
                }}
                onCode={() => selected && hands.editInCode(placeOf(hands, selected))}
                onGo={(way) => {
                  if (way === 'help') onKeys()
                  else if (way === 'policy') hands.show({ pane: 'policy' })
                  else if (selected !== undefined) hands.show({ pane: 'rule', tool: selected.name, at: way })
                }}
              />
            )}
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
                if (section === 'tools' && name !== undefined && name !== search.sel) change({ sel: name })
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
function paneOf(view: View['search']['view'], wide: boolean): Pane {
  if (view === undefined || view === 'split') return wide ? 'rule' : 'list'
  return view === 'form' ? 'rule' : view
}

function viewOf(pane: Pane, wide: boolean): View['search']['view'] {
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
      className="outline-none"
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

/** Who is at the rule of which tool; two names where two are. */
function namesByTool(others: readonly Editor[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { name, tool } of others) {
    if (tool === null) continue
    const before = names.get(tool)
    names.set(tool, before === undefined ? name : `${before}, ${name}`)
  }
  return names
}

function lookedAtWords(count: number): string {
  return `Looked at ${count.toLocaleString('en')} ${count === 1 ? 'tool' : 'tools'}.`
}

function markedWords(marked: number, shown: number): string {
  if (marked === 0) return 'Nothing is marked.'
  const all = marked === shown ? 'All ' : ''
  return `${all}${marked.toLocaleString('en')} ${marked === 1 ? 'tool is' : 'tools are'} marked.`
}

function placeOf({ session }: ReturnType<typeof useBuilderHands>, row: Row): number {
  const parsed = session.sync.parsed()
  return (parsed.locateKey(row.pointer) ?? parsed.locate('/tools'))?.offset ?? 0
}

function NothingFound({ tools, onClear }: { tools: number; onClear: () => void }) {
  if (tools === 0) {
    return (
      <EmptyState title="No tools are known of this server yet.">
        Its tools appear here once it was reached. The policy can be written in the code meanwhile.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="No tool matches the filter."
      action={<Button onClick={onClear}>Clear the filter</Button>}
    >
      Parts are joined by “and”: risk:destructive action:allow changed:yes calls:&gt;0 arg:amount
      name:/^delete_/ has:conditions is:orphan
    </EmptyState>
  )
}
