import type { Batch, Buffer } from './buffer.ts'
import type { Schedule } from './sync.ts'

/** A draft as the server keeps it. */
export interface KeptDraft {
  readonly text: string
  readonly hash: string
  readonly updatedAt: number
}

export type PutOutcome =
  | { readonly kind: 'kept'; readonly draft: KeptDraft }
  /** Another tab or device has saved since; nothing was overwritten. */
  | { readonly kind: 'stale'; readonly theirs: KeptDraft | null }
  | { readonly kind: 'failed'; readonly message: string; readonly offline: boolean }

export type DraftState =
  | { readonly kind: 'saved'; readonly at: number | null }
  | { readonly kind: 'changed' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly message: string; readonly offline: boolean }
  /** `base` is the last text that both began from. */
  | { readonly kind: 'stale'; readonly theirs: KeptDraft | null; readonly base: string }
  /** Another tab of the same person has the pen: nothing is saved from here. */
  | { readonly kind: 'elsewhere' }

export interface DraftKeeper {
  readonly state: () => DraftState
  readonly subscribe: (listen: () => void) => () => void
  /** Saves now what has changed: on blur, on `⌘S`, before the page goes away. */
  readonly flush: () => void
  /** What the server has, as far as is known here. */
  readonly saved: () => { readonly text: string; readonly hash: string | null }
  /** Takes over what the other tab saved, or that and one's own brought together; one step of undo brings the own text back. */
  readonly bring: (edits: Batch, label: string, at: number) => void
  /** Replaces what the other tab saved with what stands here. */
  readonly keepMine: () => void
  /** The draft is gone from the server: published, or thrown away. */
  readonly forget: (text: string) => void
  /** Another text than the one that stands here is enforced now: without a draft on the server, this one is not saved yet. */
  readonly rebase: (text: string) => void
  /** Gives the pen to another tab, once what is under way is done. */
  readonly handOver: () => Promise<void>
  /** Takes the pen: the server has this text. */
  readonly takeOver: (saved: { readonly text: string; readonly hash: string | null }) => void
}

export interface DraftKeeperParts {
  readonly buffer: Buffer
  readonly schedule: Schedule
  /** The draft that the builder was opened with; null = none, and `text` is what it was opened with instead. */
  readonly opened: { readonly draft: KeptDraft | null; readonly text: string }
  readonly put: (text: string, expected: string | null) => Promise<PutOutcome>
}

/** How long after the last change a draft is saved (ux.md §1.5). */
const savePause = 2000
/** How long after a failure it is tried again. */
const retryPause = 10_000

/** Saves the draft as it changes, each time with the hash of the one it replaces, so that nobody's words are lost silently. */
export function createDraftKeeper({ buffer, schedule, opened, put }: DraftKeeperParts): DraftKeeper {
  const listeners = new Set<() => void>()
  let savedText = opened.draft?.text ?? opened.text
  let hash = opened.draft?.hash ?? null
  let savedAt = opened.draft?.updatedAt ?? null
  let state: DraftState = { kind: 'saved', at: savedAt }
  let callOff = () => {}
  let underWay: Promise<void> = Promise.resolve()

  function tell(next: DraftState): void {
    state = next
    for (const listen of listeners) listen()
  }

  function isUnsaved(): boolean {
    return buffer.state().text !== savedText
  }

  function changed(): void {
    // INVARIANT: while stale, nothing is sent until a person has chosen; while one save is under way, none is begun; while
    // another tab has the pen, none at all.
    if (!isFree(state)) return
    callOff()
    if (isUnsaved()) {
      // Said once, and not with every key.
      if (state.kind !== 'changed') tell({ kind: 'changed' })
      callOff = schedule(flush, savePause)
    } else tell({ kind: 'saved', at: savedAt })
  }

  function flush(): void {
    if (!isFree(state) || !isUnsaved()) return
    callOff()
    const { text } = buffer.state()
    tell({ kind: 'saving' })
    underWay = put(text, hash).then((outcome) => answered(text, outcome))
  }

  function answered(text: string, outcome: PutOutcome): void {
    if (outcome.kind === 'stale' && outcome.theirs?.text === text) {
      // The same text is no conflict, whoever saved it.
      keep(outcome.theirs)
    } else if (outcome.kind === 'stale') tell({ ...outcome, base: savedText })
    else if (outcome.kind === 'kept') keep(outcome.draft)
    else {
      tell(outcome)
      callOff = schedule(flush, retryPause)
    }
  }

  function keep(draft: KeptDraft): void {
    hash = draft.hash
    savedText = draft.text
    savedAt = draft.updatedAt
    state = { kind: 'saved', at: savedAt }
    if (isUnsaved()) changed()
    else tell(state)
  }

  buffer.subscribe(changed)
  return {
    state: () => state,
    subscribe(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    flush,
    saved: () => ({ text: savedText, hash }),
    bring(edits, label, at) {
      if (state.kind !== 'stale' || state.theirs === null) return
      const { theirs } = state
      hash = theirs.hash
      savedText = theirs.text
      savedAt = theirs.updatedAt
      state = { kind: 'saved', at: savedAt }
      buffer.apply(edits, { origin: 'remote', label, at })
      changed()
    },
    keepMine() {
      if (state.kind !== 'stale') return
      hash = state.theirs?.hash ?? null
      state = { kind: 'changed' }
      flush()
    },
    forget(text) {
      hash = null
      savedText = text
      savedAt = null
      state = { kind: 'saved', at: null }
      if (isUnsaved()) changed()
      else tell(state)
    },
    rebase(text) {
      if (hash !== null) return
      savedText = text
      changed()
    },
    async handOver() {
      flush()
      await underWay
      callOff()
      tell({ kind: 'elsewhere' })
    },
    takeOver(saved) {
      callOff()
      hash = saved.hash
      savedText = saved.text
      state = { kind: 'saved', at: savedAt }
      if (isUnsaved()) changed()
      else tell(state)
    },
  }
}

/** Whether a save may be begun. */
function isFree({ kind }: DraftState): boolean {
  return kind !== 'stale' && kind !== 'saving' && kind !== 'elsewhere'
}
