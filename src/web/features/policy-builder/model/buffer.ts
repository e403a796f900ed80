import { applyEdits, invertEdits, type TextEdit } from '#policy'

/** Where a change came from: the form, the code pane, another draft that was taken over, or the stack itself. */
type Origin = 'form' | 'code' | 'remote' | 'undo' | 'redo'

/** Edits that are applied together; the offsets of a batch are those of the text after the batch before. */
export type Batch = readonly TextEdit[]

export interface BufferChange {
  readonly origin: Origin
  readonly batches: readonly Batch[]
  readonly before: string
  readonly text: string
  readonly version: number
}

interface BufferState {
  readonly text: string
  /** Counts up with every change, also with undo: what was computed for another version is stale. */
  readonly version: number
  /** What undo would take back, in words: "Deny delete_device". */
  readonly undo: string | undefined
  readonly redo: string | undefined
}

/** The one owner of a policy's text and of its undo stack. A code editor is a view of it, mounted or not. */
export interface Buffer {
  readonly state: () => BufferState
  /** Applies edits as one intention. Edits that change nothing leave no trace. */
  readonly apply: (edits: Batch, intention: Intention) => void
  readonly undo: () => boolean
  readonly redo: () => boolean
  readonly subscribe: (listen: (change: BufferChange) => void) => () => void
}

interface Intention {
  readonly origin: 'form' | 'code' | 'remote'
  readonly label: string
  /** When it was typed, in milliseconds: keystrokes of one word join into one step. */
  readonly at: number
}

interface Step {
  readonly label: string
  readonly forward: Batch[]
  readonly backward: Batch[]
  /** The last keystroke, while more may join. */
  typed: { readonly edit: TextEdit; readonly at: number } | undefined
}

const deepest = 50
/** A pause this long begins a new step. */
const pause = 1000

export function createBuffer(initial: string): Buffer {
  let text = initial
  let done: Step[] = []
  let undone: Step[] = []
  let state: BufferState = { text, version: 0, undo: undefined, redo: undefined }
  const listeners = new Set<(change: BufferChange) => void>()

  function commit(origin: Origin, batches: readonly Batch[]): void {
    const before = text
    for (const batch of batches) text = applyEdits(text, batch)
    state = { text, version: state.version + 1, undo: done.at(-1)?.label, redo: undone.at(-1)?.label }
    for (const listen of listeners) listen({ origin, batches, before, text, version: state.version })
  }

  function record(edits: Batch, { origin, label, at }: Intention): void {
    const backward = invertEdits(text, edits)
    const only = edits.length === 1 ? edits[0] : undefined
    const typed =
      origin === 'code' && only !== undefined && isKeystroke(only) ? { edit: only, at } : undefined
    const last = done.at(-1)
    undone = []
    if (last?.typed !== undefined && typed !== undefined && joins(last.typed, typed)) {
      last.forward.push(edits)
      last.backward.unshift(backward)
      last.typed = typed
      return
    }
    if (last !== undefined) last.typed = undefined
    done = [...done, { label, forward: [edits], backward: [backward], typed }].slice(-deepest)
  }

  return {
    state: () => state,
    apply(edits, intention) {
      const effective = edits.filter(
        (edit) => text.slice(edit.offset, edit.offset + edit.length) !== edit.text,
      )
      if (effective.length === 0) return
      record(effective, intention)
      commit(intention.origin, [effective])
    },
    undo() {
      const step = done.at(-1)
      if (step === undefined) return false
      done = done.slice(0, -1)
      step.typed = undefined
      undone = [...undone, step]
      commit('undo', step.backward)
      return true
    },
    redo() {
      const step = undone.at(-1)
      if (step === undefined) return false
      undone = undone.slice(0, -1)
      done = [...done, step]
      commit('redo', step.forward)
      return true
    },
    subscribe(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}

/** One typed or deleted character; a line break ends what can be joined. */
function isKeystroke({ length, text }: TextEdit): boolean {
  return length + text.length <= 2 && length * text.length === 0 && !/[\r\n]/.test(text)
}

function joins(
  before: { readonly edit: TextEdit; readonly at: number },
  now: { readonly edit: TextEdit; readonly at: number },
): boolean {
  if (now.at - before.at > pause) return false
  const [was, is] = [before.edit, now.edit]
  if (is.length > 0)
    return was.length > 0 && (is.offset === was.offset || is.offset + is.length === was.offset)
  const follows = was.length === 0 && is.offset === was.offset + was.text.length
  // A word and the space after it are one step; the next word is the next.
  return follows && !(/\s$/.test(was.text) && /^\S/.test(is.text))
}

/** The one replacement that turns `before` into `after`: for text that comes from elsewhere as a whole. */
export function replacement(before: string, after: string): Batch {
  if (before === after) return []
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  return [
    { offset: start, length: before.length - start - end, text: after.slice(start, after.length - end) },
  ]
}
