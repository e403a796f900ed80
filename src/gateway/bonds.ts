import { randomUUID } from 'node:crypto'
import { errorText, type RequestFrame, type RequestId, rpcCodes } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import { spanAt } from '#mcp/span-at'
import { withSpan } from '#mcp/strict-json'
import { createdTask, filterTasks } from '#mcp/task-list'
import { forgetOldest } from '#std/forget-oldest'
import { isJsonObject, type Json } from '#std/json'
import type { Exchange } from './forward.ts'
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

/** Whether the server itself cannot know whose request it is. */
function takesAllForOne({ caller, session }: Party): boolean {
  const { transport } = caller.server.server
  return session?.upstreamId === undefined || (transport.kind === 'stdio' && transport.isShared === true)
}

/**
 * To whom a server gave what it gave out. A server that keeps sessions sees to it itself, and each session belongs to
 * one grant; one without, and a program that all sessions share, knows all grants as one client, for it is us who speak
 * to it. INVARIANT: what was given to one
 * grant, be it a question or a task, is no business of another's.
 */
export class Bonds {
  readonly #given = new Map<string, Given>()

  /** To be told of every message that a server sends on a stream to a grant. */
  heard(party: Party, data: string): void {
    if (!takesAllForOne(party) || !data.includes('"method"')) return
    const message = readServerMessage(data)
    if (message.kind === 'request') keep(this.#to(party.caller).asked, idText(message.id), mostAsked)
  }

  /** Whether the server has asked this grant what it answers; an answer is given once. */
  takeAsked(party: Party, id: RequestId): boolean {
    return !takesAllForOne(party) || this.#to(party.caller).asked.delete(idText(id))
  }

  /** Whether the answer to a request may create a task, and must be told of here. */
  watches(request: Party & { readonly frame: RequestFrame }): boolean {
    return takesAllForOne(request) && request.frame.text.includes('task')
  }

  answered({ caller }: Party, answer: string): void {
    if (!answer.includes('taskId')) return
    const message = readServerMessage(answer)
    const task = message.kind === 'answer' && message.result && createdTask(message.result)
    if (typeof task === 'string') keep(this.#to(caller).tasks, task, mostTasks)
  }

  /** The refusal of news about a task that is not this grant's: the same as for one that does not exist. */
  refusal(request: Party & { readonly frame: RequestFrame }): string | undefined {
    if (!takesAllForOne(request)) return undefined
    const { caller, frame } = request
    const stranger = tasksNamedBy(frame).find((task) => !this.#to(caller).tasks.has(String(task)))
    if (stranger === undefined || isAboutOne(frame, stranger)) return undefined
    const message = `Task not found: ${String(stranger)}`
    return errorText(frame.idText, { code: rpcCodes.invalidParams, message })
  }

  /**
   * What is asked instead of a request about a task that is not this grant's: the same about one that nobody has, so
   * that the server refuses it in its own way, whatever it would refuse first. `restore` has its answer speak of the
   * task that the client named.
   */
  standIn(exchange: Exchange): StandIn | undefined {
    const { caller, frame } = exchange
    const [task] = takesAllForOne(exchange) ? tasksNamedBy(frame) : []
    if (!isAboutOne(frame, task) || this.#to(caller).tasks.has(task)) return undefined
    const other = randomUUID()
    const text = withSpan(frame.text, spanAt(frame.text, 'params', 'taskId'), JSON.stringify(other))
    const headers = exchange.headers.map((value, at) =>
      exchange.headers[at - 1] === 'mcp-name' && at % 2 === 1 ? other : value,
    )
    const asked = { ...frame, text, params: { ...frame.params, taskId: other } }
    const named = JSON.stringify(task).slice(1, -1)
    return {
      exchange: { ...exchange, frame: asked, body: Buffer.from(text), headers },
      restore: (answer) => answer.replaceAll(other, () => named),
    }
  }

  /** An answer to `tasks/list` with this grant's tasks only. */
  ownTasks(party: Party, answer: string): string | undefined {
    if (!takesAllForOne(party)) return answer
    const { tasks } = this.#to(party.caller)
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

interface StandIn {
  readonly exchange: Exchange
  readonly restore: (answer: string) => string
}

/** Whether a request names a task as one can be named, and nothing besides. */
function isAboutOne({ method }: RequestFrame, task: Json | undefined): task is string {
  return method !== 'subscriptions/listen' && typeof task === 'string'
}

function tasksNamedBy({ method, params }: RequestFrame): readonly Json[] {
  if (method === 'subscriptions/listen') {
    const wanted = params?.['notifications']
    const ids = isJsonObject(wanted) ? wanted['taskIds'] : undefined
    return Array.isArray(ids) ? ids : []
  }
  return method.startsWith('tasks/') && method !== 'tasks/list' ? [params?.['taskId'] ?? null] : []
}

function idText(id: RequestId): string {
  return JSON.stringify(id)
}

function keep(set: Set<string>, one: string, most: number): void {
  set.delete(one)
  set.add(one)
  forgetOldest(set, most)
}
