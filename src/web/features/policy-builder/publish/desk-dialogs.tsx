import type { Revision } from '#model/policy'
import type { PolicySummary } from '#web/data/policies.ts'
import type { Session } from '../model/session.ts'
import { MergeDialog } from './merge-dialog.tsx'
import { PublishDialogs } from './publish-dialogs.tsx'
import type { Desk } from './use-desk.ts'

export interface DeskDialogsProps {
  session: Session
  desk: Desk
  policy: PolicySummary
  enforced: Revision | undefined
}

/** Merge, review and history: the ways by which a text becomes the one that is enforced. */
export function DeskDialogs({ session, desk, policy, enforced }: DeskDialogsProps) {
  return (
    <>
      {desk.dialog === 'merge' && (
        <MergeDialog
          open
          onOpenChange={() => desk.setDialog(undefined)}
          meeting={desk.merging.meeting}
          mine={session.buffer.state().text}
          onKeepMine={(reason) => {
            if (desk.merging.meeting?.kind === 'behind') desk.overrule(reason)
            else session.keeper.keepMine()
            desk.setDialog(undefined)
          }}
        />
      )}
      <PublishDialogs desk={desk} policy={policy} enforced={enforced} />
    </>
  )
}
