import { useMemo, useState, useSyncExternalStore } from 'react'
import type { Revision } from '#model/policy'
import { useGrants } from '#web/data/grants.ts'
import { type PolicySummary, useRevisions } from '#web/data/policies.ts'
import { useBuilderHands } from '../builder-context.tsx'
import { HistorySheet } from './history-sheet.tsx'
import { ReviewDialog } from './review/review-dialog.tsx'
import type { Subject } from './review/reviewing.ts'
import { ShadowSheet } from './shadow/shadow-sheet.tsx'
import type { Desk } from './use-desk.ts'

export interface PublishDialogsProps {
  desk: Desk
  policy: PolicySummary
  enforced: Revision | undefined
}

/** Review, history and shadow: the ways by which a text becomes the one that is enforced. */
export function PublishDialogs(props: PublishDialogsProps) {
  const { desk, policy, enforced } = props
  const { dialog, setDialog, publishing } = desk
  const close = (opened: boolean) => {
    publishing.clearFailure()
    if (!opened) setDialog(undefined)
  }
  const enforceAgain = (text: string, note: string, done: () => void) =>
    publishing.publish({ text, note, kind: 'earlier' }, done)
  return (
    <>
      {dialog === 'review' && <OpenReview {...props} onOpenChange={close} />}
      <HistorySheet
        open={dialog === 'history'}
        onOpenChange={close}
        policyId={policy.id}
        enforced={enforced?.number ?? null}
        shadow={policy.shadow}
        locked={desk.viewer !== undefined}
        pending={publishing.pending}
        failure={publishing.failure}
        onRollBack={(text, number, done) => enforceAgain(text, `Back to v${number}`, done)}
      />
      <ShadowSheet
        open={dialog === 'shadow'}
        onOpenChange={close}
        policy={policy}
        enforced={enforced?.text}
        locked={desk.viewer}
        pending={publishing.pending}
        failure={publishing.failure}
        onEnforce={(text, number) =>
          enforceAgain(text, `v${number}, tried out in shadow`, () => setDialog(undefined))
        }
      />
    </>
  )
}

function OpenReview(props: PublishDialogsProps & { onOpenChange: (open: boolean) => void }) {
  const { desk, policy, enforced, onOpenChange } = props
  const { problems, editInCode } = useBuilderHands()
  const { subject, grants } = useSubject(props)
  const revisions = useRevisions(policy.id)
  const { session } = useBuilderHands()
  const form = useSyncExternalStore(session.sync.subscribe, session.sync.state)
  const isChecked = form.linted && form.readVersion === session.buffer.state().version
  const latest = Math.max(enforced?.number ?? 0, policy.shadow ?? 0, revisions.data?.[0]?.number ?? 0)
  return (
    <ReviewDialog
      open
      onOpenChange={onOpenChange}
      policyName={policy.name}
      serverId={policy.serverId}
      workspaceId={policy.workspaceId}
      next={latest + 1}
      enforced={enforced?.number}
      subject={subject}
      grants={grants}
      problems={problems}
      isChecked={isChecked}
      note={desk.overruled}
      pending={desk.publishing.pending}
      failure={desk.publishing.failure}
      blocked={desk.blocked}
      onPublish={(note, mode) =>
        desk.publishing.publish({ text: subject.after, note, mode }, () => desk.setDialog(undefined))
      }
      onGoTo={(offset) => {
        desk.setDialog(undefined)
        editInCode(offset)
      }}
    />
  )
}

const none: Revision['classes'] = {}

/** The text as it stands when the review is opened; it is reviewed anew when a merge changes it meanwhile. */
function useSubject({ policy, enforced }: PublishDialogsProps) {
  const { session, callers, policy: compiled } = useBuilderHands()
  const { data } = useGrants(policy.workspaceId, policy.serverId)
  const after = useSyncExternalStore(session.buffer.subscribe, () => session.buffer.state().text)
  const [now] = useState(Date.now)
  const before = enforced?.text
  const classes = enforced?.classes ?? none
  const { inventory } = compiled
  const grants = useMemo(
    () => (data ?? []).filter((grant) => grant.policyId === policy.id && grant.revokedAt === null),
    [data, policy.id],
  )
  const subject = useMemo<Subject>(
    () => ({ before, classes, after, inventory, grants: callers, now }),
    [before, classes, after, inventory, callers, now],
  )
  return { subject, grants }
}
