import { useMemo, useRef, useState } from 'react'
import type { PublishMode, Revision } from '#model/policy'
import { useDiscardDraft, usePublish } from '#web/data/policies.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { useStable } from '../grid/use-stable.ts'
import { lineEdits } from '../model/line-edits.ts'
import type { Session } from '../model/session.ts'

/** What was published a moment ago, for saying so and for taking it back. */
export interface Published {
  readonly number: number
  readonly mode: PublishMode
  /** What was enforced before; undefined when nothing was. */
  readonly former: { readonly number: number; readonly text: string } | undefined
  /** The revision that this one takes back. */
  readonly undone: number | undefined
  readonly at: number
  /** How long it took from the button to the answer that it is enforced. */
  readonly tookMs: number
}

interface ToPublish {
  readonly text: string
  readonly note: string | undefined
  readonly mode?: PublishMode
  /** The draft itself, what was enforced before it, or a revision that is not the draft's at all. */
  readonly kind?: 'draft' | 'undo' | 'earlier'
}

export interface Publishing {
  readonly publish: (publication: ToPublish, done?: () => void) => void
  readonly pending: boolean
  readonly failure: string | undefined
  readonly published: Published | undefined
  readonly dismiss: () => void
  readonly clearFailure: () => void
}

export interface PublishingParts {
  readonly policyId: string
  readonly session: Session
  readonly enforced: Revision | undefined
  readonly base: number | null
  readonly setBase: (base: number | null) => void
}

/** Publishes a text as the next revision; the draft that it came from is then no more. */
export function usePublishing(parts: PublishingParts): Publishing {
  const { policyId, session, enforced, base, setBase } = parts
  const { buffer, keeper, published: own } = session
  const publishing = usePublish(policyId)
  const discarding = useDiscardDraft(policyId)
  const [published, setPublished] = useState<Published>()
  const busy = useRef(false)
  // INVARIANT: it ends in the same breath in which the new revision becomes the one begun from: between the two the own
  // publication would look like that of a colleague.
  const [pending, setPending] = useState(false)

  function publish(publication: ToPublish, done?: () => void): void {
    if (busy.current) return
    busy.current = true
    setPending(true)
    const { text, note, mode = 'enforced', kind = 'draft' } = publication
    const asked = performance.now()
    // What is gone back to is followed, though this page may have published the same words before.
    if (kind === 'earlier') own.delete(text)
    else own.add(text)
    // Who goes back does so from what is enforced now, however old the draft is.
    const from = kind === 'draft' ? base : (enforced?.number ?? null)
    publishing.mutate(
      { text, base: enforced === undefined ? null : from, mode, ...(note !== undefined && { note }) },
      {
        onSuccess: (revision) => {
          const former = enforced && { number: enforced.number, text: enforced.text }
          const tookMs = performance.now() - asked
          const undone = kind === 'undo' ? enforced?.number : undefined
          setPublished({ number: revision.number, mode, former, undone, at: Date.now(), tookMs })
          announce(
            `Version ${revision.number} is ${mode === 'enforced' ? 'enforced' : 'tried out in shadow'}.`,
          )
          if (mode === 'shadow') keepDraft(text)
          // A revision that is not the draft's is followed, or brought in, as a colleague's would be.
          else if (kind !== 'earlier') settle(text, revision.number)
          done?.()
        },
        onSettled: () => {
          busy.current = false
          setPending(false)
        },
      },
    )
  }

  function settle(text: string, number: number): void {
    setBase(number)
    if (buffer.state().text === text) discarding.mutate(undefined, { onSuccess: () => keeper.forget(text) })
    else keeper.rebase(text)
  }

  /** The server lets go of the draft that became a shadow; here one goes on from what is enforced, with undo as the way back. */
  function keepDraft(text: string): void {
    const before = enforced?.text
    if (before === undefined || buffer.state().text !== text) {
      keeper.forget(text)
      return
    }
    const label = 'Back to what is enforced'
    buffer.apply(lineEdits(text, before), { origin: 'remote', label, at: Date.now() })
    keeper.forget(before)
  }

  const stablePublish = useStable(publish)
  const dismiss = useStable(() => setPublished(undefined))
  const clearFailure = useStable(() => {
    // INVARIANT: what is on its way is not forgotten with the dialog: its answer says which revision is begun from.
    if (!busy.current) publishing.reset()
  })
  const failure = publishing.error?.message
  return useMemo(
    () => ({ publish: stablePublish, pending, failure, published, dismiss, clearFailure }),
    [stablePublish, pending, failure, published, dismiss, clearFailure],
  )
}
