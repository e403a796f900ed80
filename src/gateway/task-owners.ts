import type { GrantId, ServerId } from '#model/id'
import type { OwnedTask, TaskBook } from './task-book.ts'

const mostTasks = 10_000

/** One grant at one server. */
export interface Holder {
  readonly grantId: GrantId
  readonly serverId: ServerId
}

interface Owner extends Holder {
  /** When each was made, in that order. */
  readonly tasks: Map<string, number>
}

/** Which grant's call made which task. */
export class TaskOwners {
  readonly #owners = new Map<string, Owner>()
  readonly #book: TaskBook | undefined

  constructor(book?: TaskBook) {
    this.#book = book
  }

  has(holder: Holder, taskId: unknown): boolean {
    return typeof taskId === 'string' && this.#owners.get(keyOf(holder))?.tasks.has(taskId) === true
  }

  /** INVARIANT: a task has one owner. A server that was restarted may count its tasks from the start again. */
  give(task: OwnedTask): void {
    for (const { serverId, tasks } of this.#owners.values())
      if (serverId === task.serverId) tasks.delete(task.taskId)
    this.#add(task)
    this.#book?.write(task)
  }

  #add({ taskId, at, ...holder }: OwnedTask): void {
    const owner = this.#owners.get(keyOf(holder)) ?? { ...holder, tasks: new Map() }
    this.#owners.set(keyOf(holder), owner)
    owner.tasks.set(taskId, at)
    const [oldest] = owner.tasks.keys()
    if (owner.tasks.size > mostTasks && oldest !== undefined) this.#forget(owner, oldest)
  }

  #forget({ serverId, tasks }: Owner, taskId: string): void {
    tasks.delete(taskId)
    this.#book?.strike({ serverId, taskId })
  }

  /** Goes on with what earlier processes knew. */
  recover(stands: (holder: Holder) => boolean, before: number): void {
    for (const task of this.#book?.recover((found) => found.at >= before && stands(found)) ?? [])
      this.#add(task)
  }

  /** Forgets what is older than `before`, and all of those who are no more. */
  sweep(stands: (holder: Holder) => boolean, before: number): void {
    for (const [key, owner] of this.#owners) {
      const isGone = !stands(owner)
      for (const [taskId, at] of owner.tasks) if (isGone || at < before) this.#forget(owner, taskId)
      if (isGone) this.#owners.delete(key)
    }
  }
}

function keyOf({ grantId, serverId }: Holder): string {
  return `${serverId} ${grantId}`
}
