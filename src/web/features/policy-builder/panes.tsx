import { Tabs as Primitive } from 'radix-ui'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Splitter } from '#web/ui/layout/splitter.tsx'
import { TabPanel, Tabs } from '#web/ui/layout/tabs.tsx'
import { prefetchPanes } from './lazy-panes.ts'
import { useWide } from './use-wide.ts'

/** What can stand beside the list. */
type SidePane = 'rule' | 'code' | 'policy' | 'tests' | 'calls' | 'suggestions'
export type Pane = 'list' | SidePane

export interface PanesProps {
  pane: Pane
  onPane: (pane: Pane) => void
  /** Told beside the words of a tab. */
  counts: Partial<Record<SidePane, number>>
  list: ReactNode
  side: Readonly<Record<SidePane, ReactNode>>
}

const names = {
  rule: 'Rule',
  code: 'Code',
  policy: 'Whole policy',
  tests: 'Tests',
  calls: 'Calls',
  suggestions: 'Suggest',
} as const satisfies Record<SidePane, string>
const order = ['rule', 'policy', 'tests', 'calls', 'suggestions', 'code'] as const

function tabsFor(counts: PanesProps['counts']) {
  return order.map((value) => {
    const count = counts[value]
    return { value, label: names[value], ...(count !== undefined && count > 0 && { count }) }
  })
}

/** The list beside one of the other panes where there is room for two, else one of them all. */
export function Panes(props: PanesProps) {
  return useWide() ? <WidePanes {...props} /> : <NarrowPanes {...props} />
}

function WidePanes({ pane, onPane, counts, list, side }: PanesProps) {
  const shown = pane === 'list' ? 'rule' : pane
  const tabs = useMemo(() => tabsFor(counts), [counts])
  // Once opened the editor stays, so that its caret and scroll are where they were.
  const [opened, setOpened] = useState(shown === 'code')
  if (shown === 'code' && !opened) setOpened(true)
  return (
    <Splitter
      label="Width of the list of tools"
      storageKey="sallyport.builder.split"
      className="min-h-0 flex-1 overflow-hidden"
      start={list}
      end={
        <div className="h-full bg-panel" onPointerEnter={() => prefetchPanes(true)}>
          <Tabs
            label="Rule, policy, tests, calls and code"
            className="h-full"
            tabs={tabs}
            value={shown}
            onChange={onPane}
          >
            {shown !== 'code' && (
              <TabPanel value={shown} className="overflow-y-auto">
                {side[shown]}
              </TabPanel>
            )}
            {opened && (
              <Primitive.Content
                value="code"
                forceMount
                className="min-h-0 flex-1 overflow-hidden -outline-offset-2 data-[state=inactive]:hidden"
              >
                {side.code}
              </Primitive.Content>
            )}
          </Tabs>
        </div>
      }
    />
  )
}

function NarrowPanes({ pane, onPane, counts, list, side }: PanesProps) {
  const tabs = useMemo(() => [{ value: 'list', label: 'Tools' } as const, ...tabsFor(counts)], [counts])
  const panel = useRef<HTMLDivElement>(null)
  const last = useRef(pane)
  useEffect(() => {
    if (last.current === pane) return
    last.current = pane
    // What had the focus has gone with the pane it stood in. Who asked for the new one may still send it further.
    if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true })
  }, [pane])
  return (
    <Tabs label="What to show" className="min-h-0 flex-1" tabs={tabs} value={pane} onChange={onPane}>
      <TabPanel ref={panel} value={pane} className="overflow-y-auto">
        {pane === 'list' ? list : side[pane]}
      </TabPanel>
    </Tabs>
  )
}
