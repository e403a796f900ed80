import { useState, useSyncExternalStore } from 'react'
import { useLineWords } from '#web/ui/feedback/line-words.ts'
import type { Session } from '../model/session.ts'
import {
  ArrivedNotice,
  DiscardedNotice,
  ElsewhereNotice,
  MeetingNotice,
  offlineWords,
  RecoveredNotice,
  RefusedNotice,
} from '../notices.tsx'
import { PublishedBar } from './published-bar.tsx'
import type { Desk } from './use-desk.ts'

export interface DeskNoticesProps {
  session: Session
  serverId: string
  desk: Desk
  /** When what was brought back was written; undefined = nothing was. */
  recoveredAt: number | undefined
  refused: string | undefined
  onRefused: (refused: string | undefined) => void
}

/** What must be said over the panes, the gravest first. */
export function DeskNotices(props: DeskNoticesProps) {
  const { session, serverId, desk, recoveredAt, refused, onRefused } = props
  const { merging, publishing } = desk
  const draft = useSyncExternalStore(session.keeper.subscribe, session.keeper.state)
  const [recovered, setRecovered] = useState(recoveredAt)
  // It comes and goes by itself, so it floats: nothing may move under a pointer that is on its way.
  useLineWords(desk.viewer === undefined ? offlineWords : undefined, desk.isOffline)
  return (
    <div className="grid gap-2 px-4 py-2 empty:hidden max-[560px]:px-3">
      {desk.isElsewhere && <ElsewhereNotice onClaim={session.tabs.claim} />}
      {merging.meeting === undefined && <DiscardedNotice state={draft} keeper={session.keeper} />}
      <MeetingNotice
        meeting={merging.asked}
        questions={merging.questions}
        onOpen={() => desk.setDialog('merge')}
      />
      <ArrivedNotice arrived={merging.arrived} onDismiss={merging.dismiss} />
      {recovered !== undefined && (
        <RecoveredNotice at={recovered} onDismiss={() => setRecovered(undefined)} />
      )}
      <RefusedNotice refused={refused} onDismiss={() => onRefused(undefined)} />
      {desk.published !== undefined && (
        <PublishedBar published={desk.published} serverId={serverId} publishing={publishing} />
      )}
    </div>
  )
}
