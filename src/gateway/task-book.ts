import { z } from 'zod'
import { GrantId, ServerId } from '#model/id'
import { hashText } from '#platform/id'
import { type BookNeeds, SealedBook } from './sealed-book.ts'

/** A task, and the grant whose call made it. */
export const OwnedTask = z.object({
  grantId: GrantId,
  serverId: ServerId,
  taskId: z.string(),
  /** When it was made. */
  at: z.number(),
})
export type OwnedTask = z.infer<typeof OwnedTask>

/** Servers forget their tasks within hours or days; what is beyond this is known to this process only. */
const most = 20_000

/** Whose task is whose, as it outlives the process: agents come back for what they left running. */
export class TaskBook {
  readonly #book: SealedBook<OwnedTask>

  constructor(needs: BookNeeds) {
    this.#book = new SealedBook(needs, OwnedTask, {
      noun: 'task',
      unwritten: 'whose a task is could not be written down: after a restart nobody can ask for it',
      unreadable: 'whose a task is that was written down cannot be read: nobody can ask for it',
    })
  }

  write(task: OwnedTask): void {
    this.#book.write(idOf(task), task)
    while (this.#book.size > most) this.#book.strike(this.#book.oldest ?? '')
  }

  strike(task: Pick<OwnedTask, 'serverId' | 'taskId'>): void {
    this.#book.strike(idOf(task))
  }

  /** What earlier processes wrote. What `isGood` does not want is struck. */
  recover(isGood: (task: OwnedTask) => boolean): OwnedTask[] {
    return this.#book.recover(isGood).map(({ entry }) => entry)
  }
}

/** INVARIANT: one entry for a task, whoever has it: an id that a server gives out anew is its last receiver's alone. */
function idOf({ serverId, taskId }: Pick<OwnedTask, 'serverId' | 'taskId'>): string {
  return hashText(`${serverId} ${taskId}`)
}
