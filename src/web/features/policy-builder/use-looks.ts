import { useMemo } from 'react'
import type { Acknowledgement } from '#model/acknowledgement'
import { type LookedAt, useAcknowledgements, useLookAt } from '#web/data/acknowledgements.ts'
import { useWorkspace } from '#web/data/workspace.ts'
import { toast } from '#web/ui/feedback/toast.ts'
import { useStable } from './grid/use-stable.ts'

/** What people have looked at, and the way to say so. */
export interface Looks {
  readonly byTool: ReadonlyMap<string, Acknowledgement>
  readonly marks: ReadonlyMap<string, string>
  /** Says it of the caller, with a way back; `done` is told. */
  readonly lookAt: (lookedAt: readonly LookedAt[], done: string) => void
  /** It is pointed out again. */
  readonly takeBack: (lookedAt: readonly LookedAt[]) => void
}

const none: readonly Acknowledgement[] = []

export function useLooks(policyId: string): Looks {
  const all = useAcknowledgements(policyId).data ?? none
  const { mutate } = useLookAt(policyId)
  const member = useWorkspace()?.member
  const byTool = useMemo(() => new Map(all.map((one) => [one.tool, one])), [all])
  const marks = useMemo(() => new Map(all.map(({ tool, mark }) => [tool, mark])), [all])
  const say = (lookedAt: readonly LookedAt[], onSuccess?: () => void) => {
    const by = { memberId: member?.id ?? null, name: member?.name ?? 'You' }
    const onError = () => toast.failed('That you have looked at it could not be kept. Try again.')
    mutate({ lookedAt, by }, { onError, ...(onSuccess !== undefined && { onSuccess }) })
  }
  const takeBack = useStable((lookedAt: readonly LookedAt[]) =>
    say(lookedAt.map((one) => ({ ...one, mark: null }))),
  )
  const lookAt = useStable((lookedAt: readonly LookedAt[], done: string) =>
    say(lookedAt, () => toast.done(done, { label: 'Undo', onClick: () => takeBack(lookedAt) })),
  )
  return useMemo(() => ({ byTool, marks, lookAt, takeBack }), [byTool, marks, lookAt, takeBack])
}
