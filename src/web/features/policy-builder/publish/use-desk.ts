import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Revision } from '#model/policy'
import type { PolicySummary } from '#web/data/policies.ts'
import { useMay } from '#web/data/workspace.ts'
import { useOnline } from '#web/ui/use-online.ts'
import { useStable } from '../grid/use-stable.ts'
import type { BuilderState } from '../use-session.ts'
import { isBehind, type Merging, useMerging } from './use-merging.ts'
import { type Published, type Publishing, usePublishing } from './use-publishing.ts'

type OpenDialog = 'review' | 'history' | 'merge' | 'shadow' | 'drift' | undefined

/** What leads from a draft to a revision, and what stands in the way. */
export interface Desk {
  readonly dialog: OpenDialog
  readonly setDialog: (dialog: OpenDialog) => void
  readonly publishing: Publishing
  /** What was published here a moment ago, as long as nothing newer is. */
  readonly published: Published | undefined
  readonly merging: Merging
  /** Why nothing can be written here at all: the role, or another tab. */
  readonly viewer: string | undefined
  /** The same, or that the text is on its way to be enforced: what is written then would belong to neither revision. */
  readonly still: string | undefined
  readonly isElsewhere: boolean
  readonly isOffline: boolean
  /** Why it cannot be published now. */
  readonly blocked: string | undefined
  /** Why a newer revision was not brought in: it goes into the history with the next one. */
  readonly overruled: string | undefined
  readonly overrule: (reason: string) => void
}

export function useDesk(policy: PolicySummary, enforced: Revision | undefined, state: BuilderState): Desk {
  const { session, base, setBase } = state
  const [dialog, setDialog] = useState<OpenDialog>()
  const [overruled, setOverruled] = useState<string>()
  const mayEdit = useMay('policies')
  const isWriter = useSyncExternalStore(session.tabs.subscribe, session.tabs.isWriter)
  const isOffline = useOffline(state)
  const publishing = usePublishing({ policyId: policy.id, session, enforced, base, setBase })
  const merging = useMerging({
    policyId: policy.id,
    session,
    enforced,
    base,
    setBase,
    memberId: state.memberId,
    active: mayEdit && isWriter && !publishing.pending,
  })
  const viewer = viewerWords(mayEdit, isWriter)
  // While another is on its way what is said of the last one stays, and the page does not jump.
  const published = publishing.pending
    ? publishing.published
    : currentOnly(publishing.published, policy, enforced)
  const blocked = blockedWords(isOffline, isBehind(base, enforced))
  const overrule = useStable((reason: string) => {
    if (enforced === undefined) return
    setOverruled(`Without v${enforced.number}: ${reason}`)
    setBase(enforced.number)
  })
  // The same object while nothing of it changed: what it says is not drawn anew with every rule.
  return useMemo(
    () => ({
      dialog,
      setDialog,
      publishing,
      published,
      merging,
      viewer,
      still:
        viewer ??
        (publishing.pending ? 'It is being published: what you change waits until then.' : undefined),
      isElsewhere: mayEdit && !isWriter,
      isOffline,
      blocked,
      overruled,
      overrule,
    }),
    [
      dialog,
      publishing,
      published,
      merging,
      viewer,
      mayEdit,
      isWriter,
      isOffline,
      blocked,
      overruled,
      overrule,
    ],
  )
}

/** INVARIANT: what a colleague published since is not taken back by an undo of what was before it. */
function currentOnly(
  published: Published | undefined,
  policy: PolicySummary,
  enforced: Revision | undefined,
): Published | undefined {
  if (published?.mode === 'shadow') return policy.shadow === published.number ? published : undefined
  return published === undefined || (enforced?.number ?? 0) > published.number ? undefined : published
}

function viewerWords(mayEdit: boolean, isWriter: boolean): string | undefined {
  if (!mayEdit) return 'Your role may read policies, not change them.'
  return isWriter ? undefined : 'You edit this policy in another tab.'
}

function blockedWords(isOffline: boolean, isOld: boolean): string | undefined {
  if (isOffline) return 'Offline: it can be published when the line is back. Your draft is kept.'
  return isOld ? 'A newer revision is enforced. Bring the two together first.' : undefined
}

/** By the browser's own word, or because the last save found nobody. */
function useOffline({ session }: BuilderState): boolean {
  const { keeper } = session
  const [isUnreachable, setUnreachable] = useState(false)
  useEffect(
    () =>
      keeper.subscribe(() => {
        const draft = keeper.state()
        // Until a save is answered it stays so: what is tried again in between says nothing new.
        if (draft.kind === 'failed') setUnreachable(draft.offline)
        else if (draft.kind === 'saved' || draft.kind === 'stale') setUnreachable(false)
      }),
    [keeper],
  )
  const isOnline = useOnline()
  return !isOnline || isUnreachable
}
