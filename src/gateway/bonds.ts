import { errorText, type RequestFrame, type RequestId, rpcCodes } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import { createdTask, filterTasks } from '#mcp/task-list'
import { isJsonObject } from '#std/json'
import type { Caller } from './identify.ts'
import type { Session } from './sessions.ts'

/** What a server without sessions has given to one grant. */
interface Given {
  /** Its own requests, which are still to be answered. */
  readonly asked: Set<string>
  readonly tasks: Set<string>
}

const mostAsked = 1_024
const mostTasks = 10_000

/** Whether the server itself knows whose request it is. */
function isSessionless(session: Session | undefined): boolean {
  return session?.upstreamId === undefined
}

/**
 * To whom a server gave what it gave out. A server that keeps sessions sees to it itself, and each session belongs to
 * one grant; one without knows all grants as one client, for it is us who speak to it. INVARIANT: what was given to one
 * grant, be it a question or a task, is no business of another's.
 */
export class Bonds {
  readonly #given = new Map<string, Given>()

  /** To be told of every message that a server sends on a stream to a grant. */
  heard({ caller, session }: Party, data: string): void {
    if (!isSessionless(session) || !data.includes('"method"')) return
    const message = readServerMessage(data)
    if (message.kind === 'request') keep(this.#to(caller).asked, idText(message.id), mostAsked)
  }

  /** Whether the server has asked this grant what it answers; an answer is given once. */
  takeAsked({ caller, session }: Party, id: RequestId): boolean {
    return !isSessionless(session) || this.#to(caller).asked.delete(idText(id))
  }

  /** Whether the answer to a request may create a task, and must be told of here. */
  watches({ session, frame }: Party & { readonly frame: RequestFrame }): boolean {
    return isSessionless(session) && frame.text.includes('task')
  }

  answered({ caller }: Party, answer: string): void {
    if (!answer.includes('taskId')) return
    const message = readServerMessage(answer)
    const task = message.kind === 'answer' && message.result && createdTask(message.result)
    if (typeof task === 'string') keep(this.#to(caller).tasks, task, mostTasks)
  }

  /** The refusal of a request about a task that is not this grant's: the same as for one that does not exist. */
  refusal({ caller, session, frame }: Party & { readonly frame: RequestFrame }): string | undefined {
    if (!isSessionless(session)) return undefined
    const stranger = tasksNamedBy(frame).find((task) => !this.#to(caller).tasks.has(task))
    if (stranger === undefined) return undefined
    return errorText(frame.idText, { code: rpcCodes.invalidParams, message: `Task not found: ${stranger}` })
  }

  /** An answer to `tasks/list` with this grant's tasks only. */
  ownTasks({ caller, session }: Party, answer: string): string | undefined {
    if (!isSessionless(session)) return answer
    const { tasks } = this.#to(caller)
    return filterTasks(answer, (task) => tasks.has(task))
  }

  #to({ grant, server }: Caller): Given {
    const key = `${server.server.id} ${grant.id}`
    const given = this.#given.get(key) ?? { asked: new Set(), tasks: new Set() }
    this.#given.set(key, given)
    return given
  }
}

export interface Party {
  readonly caller: Caller
  readonly session: Session | undefined
}

function tasksNamedBy({ method, params }: RequestFrame): readonly string[] {
  if (method === 'subscriptions/listen') {
    const wanted = params?.['notifications']
    const ids = isJsonObject(wanted) ? wanted['taskIds'] : undefined
    return Array.isArray(ids) ? ids.map(String) : []
  }
  return method.startsWith('tasks/') && method !== 'tasks/list' ? [String(params?.['taskId'])] : []
}

function idText(id: RequestId): string {
  return JSON.stringify(id)
}

/** The oldest goes first. */
function keep(set: Set<string>, one: string, most: number): void {
  set.delete(one)
  set.add(one)
  const [oldest] = set
  if (set.size > most && oldest !== undefined) set.delete(oldest)
}
