import clsx from 'clsx'
import { ArrowUp, X } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Call } from '#model/activity'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { DecisionBadge } from '#web/ui/display/decision-badge.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { OptionList, type OptionListHandle } from '#web/ui/layout/option-list.tsx'
import { Sheet } from '#web/ui/overlay/sheet.tsx'
import { useMedia } from '#web/ui/use-media.ts'
import { useSettled } from '#web/ui/use-settled.ts'
import { CallDetails } from './call-details.tsx'
import { decisionOf, durationWords, upstreamMark } from './call-words.ts'
import { useHeldCalls } from './held-head.ts'
import type { Names } from './names.ts'

interface CallsProps {
  readonly calls: readonly Call[]
  readonly names: Names
  readonly chosen: string | undefined
  readonly onChoose: (id: string | undefined) => void
  readonly older: {
    readonly more: boolean
    readonly loading: boolean
    readonly failed: boolean
    readonly load: () => void
  }
}

const keyOf = (call: Call) => call.id

/** The calls, newest first, and the details of one beside them. */
export function Calls({ calls, names, older, ...url }: CallsProps) {
  const [chosen, onChoose] = useSettled(url.chosen, url.onChoose)
  const { shown, fresh, hold, release } = useHeldCalls(calls)
  const [scrolled, setScrolled] = useState(false)
  const list = useRef<OptionListHandle>(null)
  const call = calls.find(({ id }) => id === chosen)
  const showNew = () => {
    release()
    list.current?.scrollToTop()
  }
  return (
    <div className="flex h-full">
      <div
        className="relative flex min-w-0 flex-1 flex-col"
        // A pointer over the rows holds them; a keyboard needs no such care, for the chosen row stays chosen.
        onPointerEnter={(event) => {
          if (event.pointerType === 'mouse') hold(true)
        }}
        onPointerLeave={() => hold(scrolled)}
      >
        {fresh > 0 && <NewPill count={fresh} onClick={showNew} />}
        <OptionList
          ref={list}
          label="Calls, newest first"
          items={shown}
          keyOf={keyOf}
          chosen={chosen}
          onChoose={onChoose}
          onEndReached={older.failed ? undefined : older.load}
          onScrolled={(top) => {
            setScrolled(top > 0)
            if (top > 0) hold(true)
          }}
          className="flex-1"
        >
          {(each, isChosen) => <CallRow call={each} names={names} chosen={isChosen} />}
        </OptionList>
        <Older shown={shown.length} older={older} />
      </div>
      <CallPane
        call={call}
        names={names}
        onClose={() => {
          onChoose(undefined)
          list.current?.focus()
        }}
      />
    </div>
  )
}

function NewPill({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center">
      <Button
        size="small"
        variant="primary"
        className="pointer-events-auto rounded-full! shadow-float"
        icon={<ArrowUp aria-hidden />}
        onClick={onClick}
      >
        {numberWords(count)} new
      </Button>
    </div>
  )
}

interface CallPaneProps {
  readonly call: Call | undefined
  readonly names: Names
  readonly onClose: () => void
}

/** Beside the list where there is room, over it where there is not. */
function CallPane({ call, names, onClose }: CallPaneProps) {
  const wide = useMedia('(width >= 1180px)')
  if (!wide)
    return (
      <Sheet open={call !== undefined} onOpenChange={onClose} title="Call">
        {call && <CallDetails call={call} names={names} />}
      </Sheet>
    )
  if (call === undefined) return null
  return (
    <aside
      aria-label="The chosen call"
      className="relative w-[440px] shrink-0 overflow-y-auto border-l border-line bg-panel p-5"
    >
      <IconButton
        label="Close"
        tooltip={false}
        size="small"
        icon={<X aria-hidden />}
        className="absolute! top-3 right-3"
        onClick={onClose}
      />
      <CallDetails call={call} names={names} />
    </aside>
  )
}

function Older({ shown, older }: { shown: number; older: CallsProps['older'] }) {
  return (
    <footer className="flex min-h-9 shrink-0 items-center gap-3 border-t border-line px-4 text-sm text-ink-3">
      <span>
        {numberWords(shown)} {shown === 1 ? 'call' : 'calls'}
        {!older.more && ', all there are'}
      </span>
      {older.failed && (
        <span role="alert" className="text-deny">
          Older calls could not be loaded.
        </span>
      )}
      {older.more && (
        <Button size="small" variant="quiet" loading={older.loading} onClick={older.load}>
          Load older
        </Button>
      )}
    </footer>
  )
}

function CallRow({ call, names, chosen }: { call: Call; names: Names; chosen: boolean }) {
  const mark = upstreamMark(call)
  return (
    <div
      className={clsx(
        'flex h-full cursor-pointer items-center gap-3 border-b border-line/60 border-l-2 px-[14px]',
        chosen ? 'border-l-accent bg-panel' : 'border-l-transparent hover:bg-panel/70',
      )}
    >
      <RelativeTime at={call.at} tabStop={false} className="w-[76px] shrink-0 text-sm text-ink-3" />
      <span className="w-[84px] shrink-0">
        <DecisionBadge decision={decisionOf(call)} />
      </span>
      <span className="min-w-0 flex-1 truncate font-mono text-sm">{call.tool}</span>
      {mark !== '' && <span className="shrink-0 text-sm text-deny max-[560px]:hidden">{mark}</span>}
      <span className="w-32 shrink-0 truncate text-ink-2 max-[760px]:hidden">{names.server(call)}</span>
      <span className="w-32 shrink-0 truncate text-ink-2 max-[560px]:hidden">{names.grant(call)}</span>
      <span className="w-16 shrink-0 text-right text-sm text-ink-3 tabular-nums max-[420px]:hidden">
        {durationWords(call.totalMs)}
      </span>
    </div>
  )
}
