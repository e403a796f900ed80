import { type Ref, useMemo, useState } from 'react'
import { type FormAction, noteOf } from '#policy'
import type { Editor } from '#web/data/presence.ts'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { useBuilderHands } from './builder-context.tsx'
import type { Way } from './grid/grid-keys.ts'
import { type GridHandle, ToolGrid } from './grid/tool-grid.tsx'
import { namesByTool } from './model/editors.ts'
import { type GroupKey, linesOf } from './model/groups.ts'
import { lookedAtWords, looksAt } from './model/kept.ts'
import type { Row } from './model/rows.ts'
import type { View } from './model/view.ts'
import { useSingleKeys } from './single-keys.ts'
import { failingTools } from './tests/failing-tools.ts'
import { type Searched, useFound } from './use-found.ts'
import type { BuilderState } from './use-session.ts'
import { useViewed } from './use-view.ts'

export interface ToolListProps {
  state: BuilderState
  view: View
  searched: Searched
  others: readonly Editor[]
  onSet: (rows: readonly Row[], action: FormAction) => void
  onInspect: () => void
  onKeys: () => void
  ref: Ref<GridHandle>
}

/** The tools that match the filter, and what the keys do with them. */
export function ToolList(props: ToolListProps) {
  const { state, view, searched, others, onKeys, ref } = props
  const { form, policy, session } = state
  const hands = useBuilderHands()
  const found = useFound(searched, view)
  const sel = useViewed(view, (search) => search.sel)
  const singleKeys = useSingleKeys()
  const editorNames = useMemo(() => namesByTool(others), [others])
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [collapsed, setCollapsed] = useState<ReadonlySet<GroupKey>>(new Set())
  const lines = useMemo(() => linesOf(found.groups, collapsed), [found.groups, collapsed])
  const isFailing = useMemo(() => failingTools(policy.document, form.problems), [policy, form.problems])
  const parsed = session.sync.parsed()
  const hasNote = useMemo(() => remembered((name) => noteOf(parsed, name) !== ''), [parsed])
  const selected = () => searched.rows.find(({ name }) => name === view.state().sel)
  const go = (way: Way) => {
    const row = selected()
    if (way === 'help') onKeys()
    else if (way === 'policy') hands.show({ pane: 'policy' })
    else if (row !== undefined) hands.show({ pane: 'rule', tool: row.name, at: way })
  }
  if (lines.length === 0) {
    return (
      <NothingFound
        tools={searched.rows.length}
        onClear={() => view.change({ q: undefined, risk: undefined, action: undefined })}
      />
    )
  }
  return (
    <ToolGrid
      ref={ref}
      lines={lines}
      collapsed={collapsed}
      marked={marked}
      selected={sel}
      readOnly={hands.locked !== undefined}
      onSelect={(name) => view.change({ sel: name })}
      onMark={(names) => {
        setMarked(names)
        announce(markedWords(names.size, found.shown))
      }}
      singleKeys={singleKeys}
      newWords={state.newWords}
      onReviewed={(seen) => state.looks.lookAt(looksAt(seen), lookedAtWords(seen.length))}
      editorOf={(name) => editorNames.get(name)}
      isFailing={isFailing}
      hasNote={hasNote}
      onFold={(key, open) => setCollapsed(folded(collapsed, key, open))}
      onSet={props.onSet}
      onInspect={props.onInspect}
      onCode={() => {
        const row = selected()
        if (row !== undefined) hands.editInCode(placeOf(hands, row))
      }}
      onGo={go}
    />
  )
}

function folded(collapsed: ReadonlySet<GroupKey>, key: GroupKey, open: boolean): ReadonlySet<GroupKey> {
  const next = new Set(collapsed)
  if (open) next.delete(key)
  else next.add(key)
  return next
}

/** Asked for every row with every letter of the filter, and answered by the text, which has not changed. */
function remembered(ask: (name: string) => boolean): (name: string) => boolean {
  const answers = new Map<string, boolean>()
  return (name) => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = ask(name)
    answers.set(name, answer)
    return answer
  }
}

function markedWords(marked: number, shown: number): string {
  if (marked === 0) return 'Nothing is marked.'
  const all = marked === shown ? 'All ' : ''
  return `${all}${numberWords(marked)} ${marked === 1 ? 'tool is' : 'tools are'} marked.`
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
