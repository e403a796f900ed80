import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Revision } from '#model/policy'
import type { MergedPart } from '#policy'
import { useRevision } from '#web/data/policies.ts'
import { lineEdits } from '../model/line-edits.ts'
import type { Session } from '../model/session.ts'
import { type BringAside, createBringAside } from './bring-aside.ts'

/** Two texts that must be brought together: a newer revision and the draft, or two drafts of one person. */
export interface Meeting {
  readonly kind: 'behind' | 'stale'
  /** What the other side is called: `v42`, or the draft that was saved elsewhere. */
  readonly theirName: string
  readonly author: string | undefined
  readonly base: string | undefined
  readonly theirs: string
  /** Makes a text the draft, as one that knows the other side. */
  readonly accept: (text: string, label: string) => void
}

/** What came in by itself, because nothing of it was touched here. */
export interface Arrived {
  readonly theirName: string
  readonly author: string | undefined
  readonly parts: readonly MergedPart[]
}

export interface Merging {
  readonly meeting: Meeting | undefined
  /** The same once it was tried and did not come together by itself: only then is there something to say. */
  readonly asked: Meeting | undefined
  /** How many parts need a choice, when it was looked at last; undefined while the own text cannot be read. */
  readonly questions: number | undefined
  readonly arrived: Arrived | undefined
  readonly dismiss: () => void
}

export interface MergingParts {
  readonly policyId: string
  readonly session: Session
  readonly enforced: Revision | undefined
  readonly base: number | null
  readonly setBase: (base: number | null) => void
  readonly memberId: string
  /** Not while something is being published, nor for who may not write. */
  readonly active: boolean
}

/** A step of undo that goes back behind a merge also goes back to the revision from before. */
interface Crossing {
  readonly before: string
  readonly after: string
  readonly from: number | null
  readonly to: number
}

/** Brings in what others published or saved: by itself where it touches nothing of one's own, else a person is asked. */
export function useMerging(parts: MergingParts): Merging {
  const { session } = parts
  const meeting = useMeeting(parts)
  const [found, setFound] = useState<{ meeting: Meeting; questions: number | undefined }>()
  const [arrived, setArrived] = useState<Arrived>()
  const tried = useRef(new Set<string>())
  const isUnread = found !== undefined && found.meeting === meeting && found.questions === undefined
  const attempt = useReadAgain(session, isUnread)
  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt is a reason by itself
  useEffect(() => {
    if (meeting === undefined) return
    const aside = createBringAside()
    bringTogether({ meeting, session, aside }, (brought) => {
      if (!brought.ok) {
        setFound({ meeting, questions: undefined })
        return
      }
      const { conflicts, merged, text } = brought.value
      if (!text.ok || tried.current.has(meeting.theirs)) {
        setFound({ meeting, questions: conflicts.length })
        return
      }
      // Once only: who takes it back by undo does not get it again unasked.
      tried.current.add(meeting.theirs)
      meeting.accept(text.value, arrivedLabel(meeting.theirName))
      const { theirName, author } = meeting
      setArrived({ theirName, author, parts: merged.filter(({ by }) => by === 'theirs') })
    })
    return aside.stop
  }, [meeting, session, attempt])
  const looked = found !== undefined && found.meeting === meeting ? found : undefined
  return useMemo(
    () => ({
      meeting,
      asked: looked?.meeting,
      questions: looked?.questions,
      arrived,
      dismiss: () => setArrived(undefined),
    }),
    [meeting, looked, arrived],
  )
}

/** Counts how often the own text could be read again, while somebody waits for that. */
function useReadAgain({ sync }: Session, waits: boolean): number {
  const [times, setTimes] = useState(0)
  useEffect(() => {
    if (!waits) return
    return sync.subscribe(() => {
      if (sync.state().frozen === undefined) setTimes((before) => before + 1)
    })
  }, [sync, waits])
  return times
}

/** What the step of undo is called. */
export function arrivedLabel(theirName: string): string {
  return `Bring in ${theirName}`
}

/** Numbers only grow: one's own publication may be known here before it is fetched as what is enforced. */
export function isBehind(base: number | null, enforced: Revision | undefined): boolean {
  return enforced !== undefined && (base === null || base < enforced.number)
}

interface Bringing {
  readonly meeting: Meeting
  readonly session: Session
  readonly aside: BringAside
}

function bringTogether(bringing: Bringing, tell: Parameters<BringAside['bring']>[1]): void {
  const { meeting, session, aside } = bringing
  const { base, theirs } = meeting
  const mine = session.buffer.state().text
  // The same text is no conflict, whoever wrote it.
  if (mine === theirs) meeting.accept(mine, '')
  else
    aside.bring({ texts: { base, mine, theirs }, choices: new Map() }, (brought) => {
      // INVARIANT: what came of another text than the one that stands there now is not taken: that was written meanwhile.
      if (session.buffer.state().text === mine) tell(brought)
      else bringTogether(bringing, tell)
    })
}

function useMeeting(parts: MergingParts): Meeting | undefined {
  const { policyId, session, enforced, base, setBase, active } = parts
  const { buffer, keeper } = session
  const stale = useSyncExternalStore(keeper.subscribe, () => {
    const draft = keeper.state()
    return draft.kind === 'stale' ? draft : undefined
  })
  const behind = active && isBehind(base, enforced) ? enforced : undefined
  const began = useRevision(policyId, behind === undefined ? null : base)
  const isReady = base === null || began.data !== undefined
  const crossings = useCrossings(session, setBase)
  useLostDraft(session, behind, parts.memberId)
  const [meeting, setMeeting] = useState<Meeting>()
  const theirs = stale?.theirs?.text
  const draftBase = stale?.base
  const beganText = began.data?.text
  useEffect(() => {
    if (active && theirs !== undefined)
      setMeeting({
        kind: 'stale',
        theirName: 'the other draft',
        author: undefined,
        base: draftBase,
        theirs,
        accept: (text, label) => keeper.bring(lineEdits(buffer.state().text, text), label, Date.now()),
      })
    else if (behind !== undefined && isReady)
      setMeeting({
        kind: 'behind',
        theirName: `v${behind.number}`,
        author: behind.publishedBy.name,
        base: beganText,
        theirs: behind.text,
        accept(text, label) {
          const before = buffer.state().text
          buffer.apply(lineEdits(before, text), { origin: 'remote', label, at: Date.now() })
          if (before !== text) crossings.push({ before, after: text, from: base, to: behind.number })
          setBase(behind.number)
          // The draft went when that revision was published: what knows both is a new one.
          const now = keeper.state()
          if (now.kind === 'stale' && now.theirs === null) keeper.keepMine()
        },
      })
    else setMeeting(undefined)
  }, [active, theirs, draftBase, behind, isReady, beganText, base, buffer, keeper, crossings, setBase])
  return meeting
}

/** Who publishes elsewhere loses the draft on the server, but not here: it is saved again as a new one. */
function useLostDraft({ keeper, published }: Session, behind: Revision | undefined, memberId: string): void {
  const seen = useRef<number>(undefined)
  useEffect(() => {
    if (behind === undefined || behind.number === seen.current) return
    seen.current = behind.number
    if (behind.publishedBy.memberId === memberId && !published.has(behind.text))
      keeper.takeOver({ text: behind.text, hash: null })
  }, [keeper, published, behind, memberId])
}

/** INVARIANT: the revision that a draft counts as begun from is the one whose changes it holds, also after undo and redo. */
function useCrossings({ buffer }: Session, setBase: (base: number | null) => void): Crossing[] {
  const [crossings] = useState<Crossing[]>([])
  useEffect(
    () =>
      buffer.subscribe(({ origin, before, text }) => {
        for (const crossing of crossings) {
          if (origin === 'undo' && before === crossing.after && text === crossing.before)
            setBase(crossing.from)
          if (origin === 'redo' && before === crossing.before && text === crossing.after) setBase(crossing.to)
        }
      }),
    [buffer, crossings, setBase],
  )
  return crossings
}
