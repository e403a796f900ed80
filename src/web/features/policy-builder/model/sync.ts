import {
  applyEdits,
  edit,
  type Parsed,
  type PolicyAction,
  type PolicyDocument,
  type Problem,
  parse,
} from '#policy'
import { type Fault, fail, ok, type Result } from '#std/result'
import type { Batch, Buffer, BufferChange } from './buffer.ts'
import { type Judgement, type Reading, readingOf, syntaxProblem } from './reading.ts'

/** What the form shows. */
export interface FormState {
  /** The version of the text that `document` was read from; older than the buffer's while the form is frozen. */
  readonly version: number
  readonly document: PolicyDocument
  readonly broken: readonly string[]
  readonly problems: readonly Problem[]
  /** The version of the text that `problems` speak of; a frozen form still hears what is wrong now. */
  readonly readVersion: number
  readonly linted: boolean
  /** Set while the text cannot be read at all: the form then stands still on the last state that could. */
  readonly frozen: Problem | undefined
}

/** Says all that there is against a text, elsewhere (in a worker). It may answer late, out of order, or never. */
export type Judge = (version: number, text: string, show: (judgement: Judgement) => void) => void

/** Runs something later; answers how to call it off. */
export type Schedule = (task: () => void, ms: number) => () => void

export interface Sync {
  readonly state: () => FormState
  readonly subscribe: (listen: () => void) => () => void
  /** Does what a person did in the form, as the smallest edit and one step of undo. */
  readonly act: (actions: readonly PolicyAction[], label: string, at: number) => Result<void, Fault>
  /** Works an action out and forgets it: a first one then finds the browser with its code ready. */
  readonly rehearse: (actions: readonly PolicyAction[]) => void
  /** The syntax tree of the text as it is now, for finding places in it. */
  readonly parsed: () => Parsed
  /** Has the whole text judged anew. */
  readonly judge: () => void
}

/** How long after the last keystroke the form follows (ux.md §1.3). */
const typingPause = 150
const quiet: PolicyDocument = { version: '1', default: 'deny' }

export interface SyncParts {
  readonly buffer: Buffer
  readonly judge: Judge
  readonly schedule: Schedule
}

/**
 * Keeps the form a projection of the text. Neither side listens to what it writes itself: a form action edits the text and
 * the form is read from the edited text, so there is no loop to break. The text is read here, since an edit then costs no more
 * than what it touches and all else stays the same object, and is judged elsewhere.
 */
export function createSync({ buffer, judge, schedule }: SyncParts): Sync {
  const listeners = new Set<() => void>()
  let tree: Parsed | undefined
  // What the next text is read with: most of it is still written alike.
  let sound: Parsed | undefined
  let callOff = () => {}
  let state = first(readingOf(buffer.state().version, parsed()))

  function remember(read: Parsed): void {
    if (read.document !== undefined) sound = read
  }

  function parsed(): Parsed {
    const { text } = buffer.state()
    if (tree?.text !== text) {
      tree = parse(text, sound)
      remember(tree)
    }
    return tree
  }

  function become(next: FormState): void {
    state = next
    for (const listen of listeners) listen()
  }

  function judgeNow(): void {
    const { version, text } = buffer.state()
    judge(version, text, (judgement) => {
      // INVARIANT: what was judged of another version than the buffer holds now is dropped, however late it comes.
      if (judgement.version !== buffer.state().version) return
      become(judged(state, judgement))
    })
  }

  function show(): void {
    become(next(state, readingOf(buffer.state().version, parsed())))
    callOff = schedule(judgeNow, 0)
  }

  function follow(change: BufferChange): void {
    callOff()
    if (change.origin === 'code') callOff = schedule(show, typingPause)
    else show()
  }

  /** What the actions make of the text, and the reading of what it is then. */
  function workedOut(actions: readonly PolicyAction[]): Result<{ edits: Batch; after: Parsed }, Fault> {
    const source = parsed()
    if (source.root === undefined) return fail(unreadable(source))
    const edits = edit(source, actions)
    if (!edits.ok) return edits
    const after = parse(applyEdits(source.text, edits.value), sound)
    const isWorse = after.root === undefined || after.broken.length > source.broken.length
    return isWorse ? fail(unsound(after)) : ok({ edits: edits.value, after })
  }

  buffer.subscribe(follow)

  return {
    state: () => state,
    subscribe(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    act(actions, label, at) {
      const worked = workedOut(actions)
      if (!worked.ok) return worked
      const { edits, after } = worked.value
      remember(after)
      tree = after
      buffer.apply(edits, { origin: 'form', label, at })
      return ok(undefined)
    },
    rehearse: workedOut,
    parsed,
    judge: judgeNow,
  }
}

/** A form must never make a text worse: an action whose result does not read is refused, and the text stays. */
function unsound(after: Parsed): Fault {
  const problem = after.problems.find(({ severity }) => severity === 'error')
  return { code: 'not_editable', message: problem?.message ?? 'the text would no longer be a policy' }
}

function unreadable(source: Parsed): Fault {
  const line = source.problems[0]?.line ?? 1
  return { code: 'syntax', message: `line ${line} must be put right first`, at: `line ${line}` }
}

function first(reading: Reading): FormState {
  return next(
    {
      version: -1,
      document: quiet,
      broken: [],
      problems: [],
      readVersion: -1,
      linted: false,
      frozen: undefined,
    },
    reading,
  )
}

function next(before: FormState, reading: Reading): FormState {
  const { version, document, broken, problems } = reading
  if (document === undefined)
    return { ...before, problems, readVersion: version, linted: false, frozen: syntaxProblem(reading) }
  // Until the linter has spoken, what it said of the text before is still the best word; errors are always new.
  const kept = [...problems, ...before.problems.filter(({ severity }) => severity !== 'error')]
  // The same list where it says nothing new: whoever draws it need not draw it again.
  const said = isSameList(kept, before.problems) ? before.problems : kept
  return { version, document, broken, problems: said, readVersion: version, linted: false, frozen: undefined }
}

function isSameList(one: readonly Problem[], other: readonly Problem[]): boolean {
  return one.length === other.length && one.every((problem, index) => problem === other[index])
}

function judged(before: FormState, { version, problems }: Judgement): FormState {
  return { ...before, problems, readVersion: version, linted: true }
}
