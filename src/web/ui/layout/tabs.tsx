import clsx from 'clsx'
import { Tabs as Primitive } from 'radix-ui'
import { memo, type ReactNode, type Ref, useEffect, useRef } from 'react'
import { numberWords } from '../display/number-words.ts'

interface Tab<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly count?: number | undefined
}

export interface TabsProps<Value extends string> {
  /** The name of the set, for screen readers. */
  label: string
  tabs: readonly Tab<Value>[]
  value: Value
  onChange: (value: Value) => void
  /** One `TabPanel` for each tab. */
  children: ReactNode
  /** At the end of the tabs' line. */
  aside?: ReactNode
  className?: string | undefined
}

export const tabClass =
  'relative inline-flex items-center gap-1.5 whitespace-nowrap px-2.5 pt-[9px] pb-2 border-b-2 border-transparent text-ink-3 transition-colors ' +
  'hover:text-ink -outline-offset-2 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink ' +
  'aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:min-h-11'

/** More tabs than there is room for scroll sideways, and fade out at the end to say so. */
export const tabListClass =
  'flex scroll-px-6 gap-0.5 overflow-x-auto px-3 pr-6 [scrollbar-width:none] [mask-image:linear-gradient(to_left,transparent,black_24px)]'

/** Tabs within a page. Tabs that are pages of their own are a `TabLinks`. */
export function Tabs<Value extends string>(props: TabsProps<Value>) {
  const { label, tabs, value, onChange, children, aside, className } = props
  const change = (next: string) => {
    const tab = tabs.find((candidate) => candidate.value === next)
    if (tab) onChange(tab.value)
  }
  return (
    <Primitive.Root value={value} onValueChange={change} className={clsx('flex min-h-0 flex-col', className)}>
      <div className="flex shrink-0 items-center border-b border-line">
        <TabList label={label} tabs={tabs} value={value} />
        {aside !== undefined && <span className="flex items-center gap-2 pr-3">{aside}</span>}
      </div>
      {children}
    </Primitive.Root>
  )
}

type TabListProps = Pick<TabsProps<string>, 'label' | 'tabs' | 'value'>

/** Not drawn anew with what the tabs show. */
const TabList = memo(function TabList({ label, tabs, value }: TabListProps) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another tab, however it came to be the open one
  useEffect(() => {
    const open = list.current?.querySelector('[data-state="active"]')
    open?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [value])
  return (
    <Primitive.List ref={list} aria-label={label} className={clsx(tabListClass, 'min-w-0 flex-1')}>
      {tabs.map((tab) => (
        <Primitive.Trigger key={tab.value} value={tab.value} className={tabClass}>
          {tab.label}
          <TabCount count={tab.count} />
        </Primitive.Trigger>
      ))}
    </Primitive.List>
  )
})

export function TabCount({ count }: { count: number | undefined }) {
  if (count === undefined) return null
  return <span className="text-xs font-normal text-ink-3 tabular-nums">{numberWords(count)}</span>
}

export function TabPanel({
  value,
  children,
  className,
  ref,
}: {
  value: string
  children: ReactNode
  className?: string | undefined
  ref?: Ref<HTMLDivElement>
}) {
  return (
    <Primitive.Content
      ref={ref}
      value={value}
      // Positioned, so that words for screen readers alone, low in a panel that scrolls, do not make the page scroll too.
      className={clsx('relative min-h-0 flex-1 -outline-offset-2', className)}
    >
      {children}
    </Primitive.Content>
  )
}
