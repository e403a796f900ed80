import { randomUUID } from 'node:crypto'
import { idOf } from '#mcp/event-stream'
import { errorText, type RequestFrame, type RequestId, rpcCodes } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import { spanAt } from '#mcp/span-at'
import { withSpan } from '#mcp/strict-json'
import { createdTask, filterTasks } from '#mcp/task-list'
import type { GrantId, ServerId } from '#model/id'
import type { Clock } from '#platform/clock'
import { forgetOldest } from '#std/forget-oldest'
import { isJsonObject, type Json } from '#std/json'
import type { Exchange } from './forward.ts'
import type { Caller } from './identify.ts'
import type { Session } from './sessions.ts'
import type { Holder, TaskOwners } from './task-owners.ts'

/** What one grant was given, and nobody else may use. */
interface Given {
  readonly serverId: ServerId
  /** Questions of the server that it has still to answer. */
  readonly asked: Set<string>
  /** The ids of the events that it was sent. */
  readonly places: Set<string>
}

const mostAsked = 1_024
/** A client goes on from the last event that reached it, and not from one of long ago. */
const mostPlaces = 1_024
const longestPlace = 1_024

/** Whether the server itself cannot know whose request it is. A session that rests will be opened again, and is one. */
function takesAllForOne({ caller, session }: Party): boolean {
  const { transport } = caller.server.server
  return session?.initialize === undefined || (transport.kind === 'stdio' && transport.isShared === true)
}

/**
 * To whom a server gave what it gave out. A server that keeps sessions sees to it itself, and each session belongs to
 * one grant; one without, and a program that all sessions share, knows all grants as one client, for it is us who speak
 * to it. INVARIANT: what was given to one grant, be it a question, a task or a
 * stream, is no business of another's.
 */
export class Bonds {
  readonly #owners: TaskOwners
  readonly #clock: Clock
  readonly #given = new Map<GrantId, Given>()

  constructor(needs: { readonly owners: TaskOwners; readonly clock: Clock }) {
    this.#owners = needs.owners
    this.#clock = needs.clock
  }

  /** To be told of every message that a server sends on a stream to a grant. */
  heard(party: Party, data: string): void {
    if (!takesAllForOne(party) || !data.includes('"method"')) return
    const message = readServerMessage(data)
    if (message.kind !== 'request') return
    keep(this.#to(party.caller).asked, idText(message.id), mostAsked)
  }

  /** Whether the server has asked this grant what it answers; an answer is given once. */
  takeAsked(party: Party, id: RequestId): boolean {
    return !takesAllForOne(party) || this.#to(party.caller).asked.delete(idText(id))
  }

  /** Hears of the events that a grant is sent, where somebody must remember which these were. */
  reader(party: Party): ((block: string) => void) | undefined {
    if (!takesAllForOne(party)) return undefined
    const { places } = this.#to(party.caller)
    return (block) => {
      const place = idOf(block)
      if (place !== undefined && place.length <= longestPlace) keep(places, place, mostPlaces)
    }
  }

  /**
   * Whether this grant may go on after an event: a server without sessions replays a stream to whoever names a place in
   * it ([MCP 2025-11-25, Resumability](https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery)).
   */
  mayResume(party: Party, place: string): boolean {
    return !takesAllForOne(party) || this.#to(party.caller).places.has(place)
  }

  /** Whether the answer to a request may create a task, and must be told of here. */
  watches(request: Party & { readonly frame: RequestFrame }): boolean {
    return takesAllForOne(request) && request.frame.text.includes('task')
  }

  answered({ caller }: Party, answer: string): void {
    if (!answer.includes('taskId')) return
    const message = readServerMessage(answer)
    const taskId = message.kind === 'answer' && message.result && createdTask(message.result)
    if (typeof taskId === 'string') this.#owners.give({ ...holderOf(caller), taskId, at: this.#clock.now() })
  }

  /** The refusal of news about a task that is not this grant's: the same as for one that does not exist. */
  refusal(request: Party & { readonly frame: RequestFrame }): string | undefined {
    if (!takesAllForOne(request)) return undefined
    const { caller, frame } = request
    const stranger = tasksNamedBy(frame).find((task) => !this.#owners.has(holderOf(caller), task))
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
    if (!isAboutOne(frame, task) || this.#owners.has(holderOf(caller), task)) return undefined
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
    const holder = holderOf(party.caller)
    return filterTasks(answer, (task) => this.#owners.has(holder, task))
  }

  /** Forgets those who are no more, and tasks from before `before`. */
  sweep(stands: (holder: Holder) => boolean, before: number): void {
    this.#owners.sweep(stands, before)
    for (const [grantId, { serverId }] of this.#given)
      if (!stands({ grantId, serverId })) this.#given.delete(grantId)
  }

  #to({ grant, server }: Caller): Given {
    const given = this.#given.get(grant.id) ?? {
      serverId: server.server.id,
      asked: new Set(),
      places: new Set(),
    }
    this.#given.set(grant.id, given)
    return given
  }
}

function keep(of: Set<string>, one: string, most: number): void {
  of.delete(one)
  forgetOldest(of.add(one), most)
}

function holderOf({ grant, server }: Caller): Holder {
  return { grantId: grant.id, serverId: server.server.id }
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
