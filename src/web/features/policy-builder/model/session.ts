import { type Buffer, createBuffer } from './buffer.ts'
import { createDraftKeeper, type DraftKeeper, type KeptDraft, type PutOutcome } from './draft-keeper.ts'
import { lineEdits } from './line-edits.ts'
import { keepLocally, type LocalDraft, type LocalDrafts } from './offline.ts'
import type { Surroundings } from './reading.ts'
import { createSync, type Schedule, type Sync } from './sync.ts'
import { createTabs, type HandedText, type Tabs, tabLine } from './tabs.ts'
import { createWorkerJudge } from './worker-judge.ts'

/** One open policy: its text, the form's reading of it, and its draft on the server. Lives as long as the page. */
export interface Session {
  readonly buffer: Buffer
  readonly sync: Sync
  readonly keeper: DraftKeeper
  /** Who of the tabs of this browser has the pen. */
  readonly tabs: Pick<Tabs, 'isWriter' | 'subscribe' | 'claim'>
  /** Texts that this page has published itself: their coming into force is no news to it. */
  readonly published: Set<string>
  /** The server was discovered anew, or its grants are others: the text is judged by what is there now. */
  readonly learn: (surroundings: Surroundings) => void
  /** Begins to save; answers how to stop. */
  readonly open: () => () => void
}

export interface SessionParts {
  readonly text: string
  readonly draft: KeptDraft | null
  readonly surroundings: Surroundings
  readonly put: (text: string, expected: string | null) => Promise<PutOutcome>
  /** The drafts of this person in this browser, and what was found there when the page was opened. */
  readonly local: LocalDrafts
  readonly recovered: LocalDraft | undefined
  /** Names the line between the tabs: one person, one policy. */
  readonly line: string
  readonly base: () => number | null
  readonly setBase: (base: number | null) => void
}

/** What the step is called that brings back an earlier visit's words. */
export const recoveredLabel = 'Bring back what was not saved'

const later: Schedule = (task, ms) => {
  const timer = setTimeout(task, ms)
  return () => clearTimeout(timer)
}

export function createSession(parts: SessionParts): Session {
  const { draft, recovered, surroundings, put } = parts
  const opened = openedWith(parts)
  const buffer = createBuffer(opened.draft?.text ?? opened.text)
  const worker = createWorkerJudge(surroundings)
  const sync = createSync({ buffer, judge: worker.judge, schedule: later })
  const keeper = createDraftKeeper({ buffer, schedule: later, opened, put })
  if (recovered !== undefined && recovered.text !== draft?.text) {
    const edits = lineEdits(buffer.state().text, recovered.text)
    buffer.apply(edits, { origin: 'remote', label: recoveredLabel, at: Date.now() })
  }
  const seat = createSeat({ ...parts, buffer, keeper })
  return {
    buffer,
    sync,
    keeper,
    tabs: seat,
    published: new Set(),
    learn(next) {
      worker.learn(next)
      sync.judge()
    },
    open() {
      const stops = [
        seat.open(),
        keepLocally({
          buffer,
          keeper,
          drafts: parts.local,
          base: parts.base,
          schedule: later,
          now: Date.now,
        }),
        saveOnLeaving(keeper),
      ]
      return () => {
        // What was written in the last two seconds goes too.
        keeper.flush()
        worker.stop()
        for (const stop of stops) stop()
      }
    },
  }
}

/**
 * What the server is taken to have. What was found in the browser began from a certain draft: if the server has another by
 * now, saving says so, and the two are brought together as those of two devices are.
 */
function openedWith({ text, draft, recovered }: SessionParts): { draft: KeptDraft | null; text: string } {
  if (recovered === undefined || recovered.text === draft?.text) return { draft, text }
  const { saved } = recovered
  if (saved.hash === null) return { draft: null, text: saved.text }
  return { draft: { text: saved.text, hash: saved.hash, updatedAt: draft?.updatedAt ?? recovered.at }, text }
}

interface SeatParts extends SessionParts {
  readonly buffer: Buffer
  readonly keeper: DraftKeeper
}

/** Long enough to send a word and not every letter. */
const tellPause = 300

function createSeat({ line, buffer, keeper, base, setBase }: SeatParts) {
  const listeners = new Set<() => void>()
  const tab = crypto.randomUUID()
  let tabs: Tabs | undefined
  let known = keeper.saved()

  function show(handed: HandedText, isWriter: boolean): void {
    known = handed.saved
    const edits = lineEdits(buffer.state().text, handed.text)
    buffer.apply(edits, { origin: 'remote', label: 'Follow the other tab', at: Date.now() })
    setBase(handed.base)
    if (isWriter) keeper.takeOver(handed.saved)
  }

  function open(): () => void {
    let callOff = () => {}
    const current = createTabs({
      line: tabLine(line),
      tab,
      handOver: keeper.handOver,
      current: () => ({ text: buffer.state().text, saved: keeper.saved(), base: base() }),
      receive: show,
    })
    tabs = current
    const leaves = [
      current.subscribe(() => {
        for (const listen of listeners) listen()
      }),
      buffer.subscribe(() => {
        callOff()
        callOff = later(current.tell, tellPause)
      }),
    ]
    return () => {
      callOff()
      for (const leave of leaves) leave()
      current.close()
    }
  }

  return {
    open,
    isWriter: () => tabs?.isWriter() ?? true,
    subscribe(listen: () => void) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    claim() {
      // The other tab may be gone: what it said last is then where to go on from.
      keeper.takeOver(known)
      tabs?.claim()
    },
  }
}

function saveOnLeaving(keeper: DraftKeeper): () => void {
  const save = () => keeper.flush()
  const saveHidden = () => {
    if (document.hidden) keeper.flush()
  }
  window.addEventListener('blur', save)
  window.addEventListener('pagehide', save)
  // The line is back: what waited goes at once.
  window.addEventListener('online', save)
  document.addEventListener('visibilitychange', saveHidden)
  return () => {
    window.removeEventListener('blur', save)
    window.removeEventListener('pagehide', save)
    window.removeEventListener('online', save)
    document.removeEventListener('visibilitychange', saveHidden)
  }
}
