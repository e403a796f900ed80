import { useMemo, useState, useSyncExternalStore } from 'react'
import type { Call } from '#model/activity'
import type { Revision } from '#model/policy'
import { applyEdits, edit } from '#policy'
import { useRecordedCalls } from '#web/data/recorded-calls.ts'
import { Button } from '#web/ui/action/button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { useBuilderHands } from '../../builder-context.tsx'
import { lineEdits } from '../../model/line-edits.ts'
import { sentence } from '../../rule/rule-problems.tsx'
import { useFirstFocus } from '../../use-first-focus.ts'
import { Words } from '../../words.tsx'
import { type Standing, standingOf } from './stopped-by.ts'
import type { Way } from './ways-through.ts'

export interface FineCallProps {
  call: Call
  shadow: Revision
  /** What is enforced: a draft that says the same has nothing of its own to lose. */
  enforced: string | undefined
  workspaceId: string
  onDone: () => void
}

/** As many of a tool's calls are asked for: the one that is meant is among the latest. */
const looked = 200

/** A call that the shadow would have stopped was fine: the ways to say so in the draft, a button each. */
export function FineCall({ call, shadow, enforced, workspaceId, onDone }: FineCallProps) {
  const { session, policy, callers, serverId, show } = useBuilderHands()
  const { buffer } = session
  const recorded = useRecordedCalls(serverId, { tool: call.tool, limit: looked })
  const kept = recorded.data?.calls.find(({ id }) => id === call.id)
  const own = useSyncExternalStore(buffer.subscribe, () => buffer.state().text)
  const [failure, setFailure] = useState<string>()
  // A draft with changes of its own is gone on with; else the shadow's text is taken up, which the next one shall be.
  const start = own === enforced ? shadow.text : own
  const { inventory } = policy
  const standing = useMemo(
    () => kept && standingOf(start, kept, { inventory, serverId, workspaceId, grants: callers }),
    [start, kept, inventory, serverId, workspaceId, callers],
  )
  const write = (text: string, label: string) =>
    buffer.apply(lineEdits(own, text), { origin: 'form', label, at: Date.now() })
  const takeUp = () => {
    write(shadow.text, `Take up v${shadow.number}`)
    announce(`The draft is now the text of v${shadow.number}.`)
  }
  const take = ({ words, actions }: Way) => {
    const edits = edit(start, actions)
    if (!edits.ok) {
      setFailure(sentence(edits.fault.message))
      return
    }
    write(applyEdits(start, edits.value), `Let ${call.tool} through: ${words}`)
    onDone()
    show({ pane: 'rule', tool: call.tool })
    const way = words.charAt(0).toLowerCase() + words.slice(1)
    announce(`Written into the draft: ${call.tool} is let through, ${way.replaceAll('`', '')}.`)
  }
  if (recorded.isError)
    return (
      <p role="alert" className="text-deny">
        {recorded.error.message}
      </p>
    )
  if (recorded.isLoading) return <SkeletonRows rows={2} label="Loading the values of the call" />
  const isOwn = start === own && own !== shadow.text
  return (
    <Ways
      standing={standing ?? { kind: 'unknown' }}
      draft={isOwn ? 'Your draft' : `v${shadow.number}`}
      failure={failure}
      onTake={take}
      onTakeUp={isOwn ? takeUp : undefined}
      onOpen={() => {
        if (!isOwn) takeUp()
        onDone()
        show({ pane: 'rule', tool: call.tool })
      }}
    />
  )
}

interface WaysProps {
  standing: Standing
  /** Whose text it is that is looked at: "Your draft". */
  draft: string
  failure: string | undefined
  onTake: (way: Way) => void
  /** Given where the draft is not the shadow's text and could be. */
  onTakeUp: (() => void) | undefined
  onOpen: () => void
}

function Ways({ standing, draft, failure, onTake, onTakeUp, onOpen }: WaysProps) {
  const frame = useFirstFocus()
  return (
    <form
      ref={frame}
      aria-label="What was fine about it"
      className="grid basis-full grid-cols-[minmax(0,1fr)] gap-2 rounded-md bg-sunk p-3"
    >
      <p className="leading-normal break-words">
        <Words text={standingWords(standing, draft)} />
      </p>
      <div className="flex flex-wrap gap-1.5">
        {standing.kind === 'stopped' &&
          standing.ways.map((way) => (
            <Button key={way.words} size="small" className="max-w-full" onClick={() => onTake(way)}>
              <span className="min-w-0 truncate">
                <Words text={way.words} />
              </span>
            </Button>
          ))}
        {standing.kind !== 'passes' && (
          <Button size="small" variant="quiet" onClick={onOpen}>
            Change the rule by hand
          </Button>
        )}
        {onTakeUp !== undefined && (
          <Button size="small" variant="quiet" onClick={onTakeUp}>
            Start from the shadow’s text
          </Button>
        )}
      </div>
      {onTakeUp !== undefined && (
        <p className="text-sm text-ink-3">
          Your draft has changes of its own, and is gone on with. To start from the shadow’s text replaces
          them; undo brings them back.
        </p>
      )}
      {failure !== undefined && (
        <p role="alert" className="text-sm text-deny">
          {failure}
        </p>
      )}
    </form>
  )
}

function standingWords(standing: Standing, draft: string): string {
  if (standing.kind === 'passes') return `${draft} lets it through.`
  if (standing.kind === 'unknown')
    return 'What it was called with is not known any more, or the text has errors: the rule can be changed by hand.'
  const told = `${draft} stops it at \`${standing.rule}\`.`
  return standing.ways.length === 0
    ? `${told} No condition lets it through there.`
    : `${told} What of it shall be let through? It goes into the draft as one step of undo.`
}
