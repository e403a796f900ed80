import { History, Shuffle } from 'lucide-react'
import { memo, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Problem } from '#policy'
import type { Editor } from '#web/data/presence.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Badge } from '#web/ui/display/badge.tsx'
import { Kbd } from '#web/ui/display/kbd.tsx'
import { useTimeWords } from '#web/ui/display/now.ts'
import { numberWords } from '#web/ui/display/number-words.ts'
import { relativeTime } from '#web/ui/display/time-words.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { TopBar } from '#web/ui/layout/top-bar.tsx'
import type { DraftKeeper, DraftState } from './model/draft-keeper.ts'
import { countBySeverity } from './model/reading.ts'

export interface BuilderBarProps {
  serverId: string
  serverName: string
  policyName: string
  enforced: number | undefined
  /** The revision that is tried out beside it. */
  shadow: number | null
  /** Who else is at it now. */
  others: readonly Editor[]
  /** What the server has changed since, and nobody has looked at, in words; empty = nothing. */
  news: string
  /** How many rows differ from what is enforced; undefined before the first publish. */
  changes: number | undefined
  /** How many tools have another class of risk than the enforced revision goes by. */
  reclassed: number
  /** Whether the text is that of the enforced revision. */
  inSync: boolean
  problems: readonly Problem[]
  keeper: DraftKeeper
  locked: string | undefined
  onHistory: () => void
  onShadow: () => void
  onNews: () => void
  onReview: () => void
  onProblem: () => void
}

export function BuilderBar(props: BuilderBarProps) {
  const { serverId, serverName, policyName, enforced, shadow, locked } = props
  return (
    <TopBar
      parent={<a href={paths.policies(serverId)}>{serverName}</a>}
      title={policyName}
      status={
        <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={enforced === undefined ? 'neutral' : 'allow'}>
            {enforced === undefined ? 'never published' : `v${enforced} enforced`}
          </Badge>
          {shadow !== null && (
            <button
              type="button"
              className="rounded-sm hover:underline"
              onClick={props.onShadow}
              title="What it would have decided"
            >
              <Badge tone="ask">v{shadow} in shadow</Badge>
            </button>
          )}
          {props.news !== '' && (
            <button
              type="button"
              className="rounded-sm hover:underline"
              onClick={props.onNews}
              title="What the server changed since the enforced revision was published"
            >
              <Badge tone="limit" icon={<Shuffle aria-hidden />}>
                <span className="sr-only">The server changed: </span>
                {props.news}
              </Badge>
            </button>
          )}
          <Others others={props.others} />
          {locked === undefined ? <DraftWords {...props} /> : <span className="text-ink-2">{locked}</span>}
        </span>
      }
      actions={
        <Ways
          isSame={props.inSync && props.reclassed === 0}
          isLocked={locked !== undefined}
          onHistory={props.onHistory}
          onReview={props.onReview}
        />
      }
    />
  )
}

interface WaysProps extends Pick<BuilderBarProps, 'onHistory' | 'onReview'> {
  isSame: boolean
  isLocked: boolean
}

const Ways = memo(function Ways({ isSame, isLocked, onHistory, onReview }: WaysProps) {
  return (
    <>
      <Button icon={<History aria-hidden />} onClick={onHistory}>
        History
      </Button>
      {!isLocked && (
        <Button
          variant="primary"
          onClick={onReview}
          aria-disabled={isSame || undefined}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          title={isSame ? 'There is nothing to publish: the text is what is enforced.' : undefined}
        >
          Review & publish <Kbd className="max-[1100px]:hidden">Ctrl ⏎</Kbd>
        </Button>
      )}
    </>
  )
})

/** Colleagues who are at it now, and where. Nobody is locked out: what both change is brought together. */
const Others = memo(function Others({ others }: { others: readonly Editor[] }) {
  const [first, ...rest] = others
  return (
    <span role="status" className="min-w-0 truncate text-ask empty:-ml-3">
      {first !== undefined && (
        <>
          {first.name}
          {rest.length > 0 && ` and ${rest.length} more`} {rest.length > 0 ? 'are' : 'is'} editing this policy
          {first.tool !== null && (
            <>
              : <code>{first.tool}</code>
            </>
          )}
        </>
      )}
    </span>
  )
})

function DraftWords({ changes, reclassed, inSync, problems, keeper, onProblem }: BuilderBarProps) {
  const draft = useSyncExternalStore(keeper.subscribe, keeper.state)
  const found = [
    counted(countBySeverity(problems, 'error'), 'error'),
    counted(countBySeverity(problems, 'security') + countBySeverity(problems, 'warning'), 'warning'),
    counted(countBySeverity(problems, 'suggestion'), 'suggestion'),
  ].filter((part) => part !== undefined)
  useHeard(counted(countBySeverity(problems, 'error'), 'error') ?? 'No error')
  useHeard(useSaving(draft))
  return (
    <span className="text-ink-2 tabular-nums">
      {!inSync && (
        <>
          {changes === undefined ? 'Draft' : `Draft: ${counted(changes, 'change') ?? 'only words differ'}`} ·{' '}
        </>
      )}
      {inSync && reclassed > 0 && <>{classWords(reclassed)} · </>}
      {found.length > 0 && (
        <>
          <button
            type="button"
            className="rounded-sm hover:underline"
            onClick={onProblem}
            title="Go to the next one (F8)"
          >
            {found.join(' · ')}
          </button>
          {' · '}
        </>
      )}
      <SavedWords draft={draft} unsaved={unsavedWords(inSync, reclassed)} onRetry={keeper.flush} />
    </span>
  )
}

/** What is said of saving: that it failed, and after that, that it was done. */
function useSaving(draft: DraftState): string {
  const [words, setWords] = useState('')
  const isFailed = draft.kind === 'failed' && !draft.offline
  const isMended = draft.kind === 'saved' && words !== ''
  const next = isFailed ? 'The draft is not saved' : isMended ? 'The draft is saved' : words
  if (next !== words) setWords(next)
  return next
}

/** Longer than it takes to type on, so that nobody is told of what is half written. */
const heardPause = 1000

/** Says words to who does not see them, once they have stood for a moment; not those that stood from the start. */
function useHeard(words: string): void {
  const last = useRef(words)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (last.current === words) return
      last.current = words
      if (words !== '') announce(`${words}.`)
    }, heardPause)
    return () => clearTimeout(timer)
  }, [words])
}

function classWords(count: number): string {
  return count === 1 ? 'a new risk class to publish' : `${numberWords(count)} new risk classes to publish`
}

function counted(count: number, word: string): string | undefined {
  return count === 0 ? undefined : `${numberWords(count)} ${word}${count === 1 ? '' : 's'}`
}

/** What a draft is called that nobody has written yet. */
function unsavedWords(inSync: boolean, reclassed: number): string {
  if (!inSync) return 'not saved yet'
  return reclassed === 0 ? 'in step with what is enforced' : 'the text is what is enforced'
}

function SavedWords({
  draft,
  unsaved,
  onRetry,
}: {
  draft: DraftState
  unsaved: string
  onRetry: () => void
}) {
  switch (draft.kind) {
    case 'saved':
      if (draft.at === null) return unsaved
      return <SavedAt at={draft.at} />
    case 'changed':
      return <span className="text-ink-3">not saved yet</span>
    case 'saving':
      return <span className="text-ink-3">saving …</span>
    case 'stale':
      return <span className="text-limit">changed elsewhere</span>
    case 'elsewhere':
      return <span className="text-ink-3">edited in another tab</span>
    case 'failed':
      if (draft.offline) return <span className="text-limit">kept in this browser</span>
      return (
        <button type="button" className="text-deny underline" onClick={onRetry} title={draft.message}>
          draft not saved: try again
        </button>
      )
  }
}

function SavedAt({ at }: { at: number }) {
  return <span className="text-ink-3">saved {useTimeWords((now) => relativeTime(at, now))}</span>
}
