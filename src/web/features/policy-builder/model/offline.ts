import { del, get, set } from 'idb-keyval'
import { z } from 'zod'
import type { Buffer } from './buffer.ts'
import type { DraftKeeper } from './draft-keeper.ts'
import type { Schedule } from './sync.ts'

/** What was written here and is not on the server: kept in the browser until it is. */
const LocalDraft = z.object({
  text: z.string(),
  /** The draft that it began from, and its hash; null = there was none. */
  saved: z.object({ text: z.string(), hash: z.string().nullable() }),
  /** The revision that it began from. */
  base: z.number().nullable(),
  at: z.number(),
})
export type LocalDraft = z.infer<typeof LocalDraft>

/** Where drafts are kept in the browser. */
export interface LocalDrafts {
  readonly read: () => Promise<LocalDraft | undefined>
  readonly write: (draft: LocalDraft) => Promise<void>
  readonly forget: () => Promise<void>
}

/** One person's draft of one policy in this browser; where storage is forbidden there is none. */
export function localDrafts(memberId: string, policyId: string): LocalDrafts {
  const key = `draft ${memberId} ${policyId}`
  return {
    async read() {
      const found = LocalDraft.safeParse(await get(key).catch(() => undefined))
      return found.success ? found.data : undefined
    },
    write: (draft) => set(key, draft).catch(() => undefined),
    forget: () => del(key).catch(() => undefined),
  }
}

export interface KeepingParts {
  readonly buffer: Buffer
  readonly keeper: DraftKeeper
  readonly drafts: LocalDrafts
  readonly base: () => number | null
  readonly schedule: Schedule
  readonly now: () => number
}

/** Long enough that typing is not slowed, short enough that a crash costs a word. */
const writePause = 250

/** Keeps in the browser what the server has not, and forgets it once the server has it; answers how to stop. */
export function keepLocally({ buffer, keeper, drafts, base, schedule, now }: KeepingParts): () => void {
  let callOff = () => {}
  // Until it is known otherwise: a draft of an earlier visit that has reached the server must not come back one day.
  let isKept = true
  // INVARIANT: one after the other, or a slow write would come to stand after the removal that followed it.
  let last: Promise<void> = Promise.resolve()

  function write(): void {
    const { text } = buffer.state()
    const saved = keeper.saved()
    // Who has not the pen keeps nothing: the other tab does.
    if (keeper.state().kind === 'elsewhere') return
    if (text === saved.text) forget()
    else {
      isKept = true
      last = last.then(() => drafts.write({ text, saved, base: base(), at: now() }))
    }
  }

  function forget(): void {
    if (!isKept) return
    isKept = false
    last = last.then(drafts.forget)
  }

  function later(): void {
    callOff()
    callOff = schedule(write, writePause)
  }

  write()
  const leaveBuffer = buffer.subscribe(later)
  // Not left with the page: a save that is under way then ends after it, and what it saved must be forgotten here.
  keeper.subscribe(() => {
    if (keeper.state().kind !== 'saved') return
    // At once: the page may go away in the next moment, and what was saved would come back as if it had not been.
    callOff()
    isKept = true
    write()
  })
  return () => {
    callOff()
    write()
    leaveBuffer()
  }
}
