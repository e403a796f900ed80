import type { MemberId, PolicyId, WorkspaceId } from '#model/id'
import type { Clock } from '#platform/clock'

/** Somebody who is editing a policy. */
export interface Editor {
  readonly workspaceId: WorkspaceId
  readonly policyId: PolicyId
  readonly memberId: MemberId
  readonly name: string
  /** The tool whose rule is open; null = none. */
  readonly tool: string | null
}

/** Who is editing what, in the memory of this process: a hint to colleagues, on which nothing depends. */
export interface Presence {
  tell(editor: Editor): void
  /** Hears of everybody who says so from now on, first of those who have lately; the answer ends it. */
  subscribe(listener: (editor: Editor) => void): () => void
}

/** Who has said nothing for this long is editing no more. */
export const presenceMs = 60_000

/** THREAT: a member may have many policies; more than these at once is nobody who edits. */
const mostEditors = 1_000

export function createPresence(clock: Clock): Presence {
  const listeners = new Set<(editor: Editor) => void>()
  const editors = new Map<string, { readonly editor: Editor; readonly at: number }>()

  /** The map is in the order in which people have spoken, so the first are the oldest. */
  const forget = () => {
    for (const [key, { at }] of editors) {
      if (editors.size <= mostEditors && at > clock.now() - presenceMs) return
      editors.delete(key)
    }
  }

  return {
    tell(editor) {
      const key = `${editor.policyId} ${editor.memberId}`
      editors.delete(key)
      editors.set(key, { editor, at: clock.now() })
      forget()
      for (const listener of [...listeners]) listener(editor)
    },
    subscribe(listener) {
      const own = (editor: Editor) => listener(editor)
      listeners.add(own)
      forget()
      for (const { editor } of [...editors.values()]) own(editor)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
