import { useMemo } from 'react'
import type { Revision } from '#model/policy'
import { diff, parse } from '#policy'
import type { PolicySummary } from '#web/data/policies.ts'
import { toast } from '#web/ui/feedback/toast.ts'
import { useBuilderHands } from '../builder-context.tsx'
import { HistorySheet } from './history-sheet.tsx'
import { ReviewDialog } from './review-dialog.tsx'
import type { Desk } from './use-desk.ts'

export interface PublishDialogsProps {
  desk: Desk
  policy: PolicySummary
  enforced: Revision | undefined
}

/** Review and history: the two ways by which a text becomes the one that is enforced. */
export function PublishDialogs(props: PublishDialogsProps) {
  const { desk, policy, enforced } = props
  const { dialog: open, setDialog: onOpen, publishing, blocked } = desk
  const { session, problems, editInCode, locked } = useBuilderHands()
  const changes = useChanges(props)
  const close = (opened: boolean) => {
    publishing.clearFailure()
    if (!opened) onOpen(undefined)
  }
  return (
    <>
      <ReviewDialog
        open={open === 'review'}
        onOpenChange={close}
        policyName={policy.name}
        next={(enforced?.number ?? 0) + 1}
        changes={changes}
        problems={problems}
        pending={publishing.pending}
        failure={publishing.failure}
        blocked={blocked}
        onPublish={(note) => publishing.publish(session.buffer.state().text, note, () => onOpen(undefined))}
        onGoTo={(offset) => {
          onOpen(undefined)
          editInCode(offset)
        }}
      />
      <HistorySheet
        open={open === 'history'}
        onOpenChange={close}
        policyId={policy.id}
        enforced={enforced?.number ?? null}
        locked={locked !== undefined}
        pending={publishing.pending}
        failure={publishing.failure}
        onRollBack={(text, number, done) =>
          publishing.publish(text, `Back to v${number}`, () => {
            done()
            toast.done(`The text of v${number} is enforced again.`)
          })
        }
      />
    </>
  )
}

/** What publishing would change; only worked out while the review is open. */
function useChanges({ desk, enforced }: PublishDialogsProps) {
  const { policy } = useBuilderHands()
  const isOpen = desk.dialog === 'review'
  return useMemo(() => {
    if (!isOpen) return []
    const former = enforced === undefined ? undefined : parse(enforced.text).document
    return diff(former, policy.document, policy.inventory)
  }, [isOpen, enforced, policy])
}
