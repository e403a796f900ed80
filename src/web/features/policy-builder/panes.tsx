import { Tabs as Primitive } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { Splitter } from '#web/ui/layout/splitter.tsx'
import { TabPanel, Tabs } from '#web/ui/layout/tabs.tsx'
import { loadEditor } from './code/load-editor.ts'
import { useWide } from './use-wide.ts'

export type Pane = 'list' | 'rule' | 'code'

export interface PanesProps {
  pane: Pane
  onPane: (pane: Pane) => void
  problems: number
  list: ReactNode
  rule: ReactNode
  code: ReactNode
}

/** The list beside rule or code where there is room for two, else one of the three. */
export function Panes(props: PanesProps) {
  return useWide() ? <WidePanes {...props} /> : <NarrowPanes {...props} />
}

function WidePanes({ pane, onPane, problems, list, rule, code }: PanesProps) {
  const side = pane === 'code' ? 'code' : 'rule'
  // Once opened the editor stays, so that its caret and scroll are where they were.
  const [opened, setOpened] = useState(side === 'code')
  if (side === 'code' && !opened) setOpened(true)
  return (
    <Splitter
      label="Width of the list of tools"
      storageKey="sallyport.builder.split"
      className="min-h-0 flex-1 overflow-hidden"
      start={list}
      end={
        <div className="h-full bg-panel" onPointerEnter={() => void loadEditor()}>
          <Tabs
            label="Rule and code"
            className="h-full"
            tabs={[
              { value: 'rule', label: 'Rule' },
              { value: 'code', label: 'Code', ...(problems > 0 && { count: problems }) },
            ]}
            value={side}
            onChange={onPane}
          >
            <TabPanel value="rule" className="overflow-y-auto">
              {rule}
            </TabPanel>
            {opened && (
              <Primitive.Content
                value="code"
                forceMount
                className="min-h-0 flex-1 overflow-hidden -outline-offset-2 data-[state=inactive]:hidden"
              >
                {code}
              </Primitive.Content>
            )}
          </Tabs>
        </div>
      }
    />
  )
}

function NarrowPanes({ pane, onPane, list, rule, code }: PanesProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="border-b border-line px-3 py-2">
        <SegmentedControl
          label="What to show"
          size="large"
          className="w-full"
          options={[
            { value: 'list', label: 'Tools' },
            { value: 'rule', label: 'Rule' },
            { value: 'code', label: 'Code' },
          ]}
          value={pane}
          onChange={onPane}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {pane === 'list' ? list : pane === 'rule' ? rule : code}
      </div>
    </div>
  )
}
