import { useRef, useState } from 'react'
import type { Revision } from '#model/policy'
import { useDiscardDraft, usePublish } from '#web/data/policies.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import type { Session } from '../model/session.ts'

/** What was published a moment ago, for saying so and for taking it back. */
export interface Published {
  readonly number: number
  /** What was enforced before; undefined when nothing was. */
  readonly former: { readonly number: number; readonly text: string } | undefined
  readonly at: number
}

export interface Publishing {
  readonly publish: (text: string, note: string | undefined, done?: () => void) => void
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

  function publish(text: string, note: string | undefined, done?: () => void): void {
    if (busy.current) return
    busy.current = true
    own.add(text)
    publishing.mutate(
      { text, base: enforced === undefined ? null : base, ...(note !== undefined && { note }) },
      {
        onSuccess: (revision) => {
          const former = enforced && { number: enforced.number, text: enforced.text }
          setPublished({ number: revision.number, former, at: Date.now() })
          setBase(revision.number)
          announce(`Version ${revision.number} is enforced.`)
          if (buffer.state().text === text)
            discarding.mutate(undefined, { onSuccess: () => keeper.forget(text) })
          else keeper.rebase(text)
          done?.()
        },
        onSettled: () => {
          busy.current = false
        },
      },
    )
  }

  return {
    publish,
    pending: publishing.isPending,
    failure: publishing.error?.message,
    published,
    dismiss: () => setPublished(undefined),
    clearFailure: publishing.reset,
  }
}
