import type { z } from 'zod'
import type { FaultCode } from '#contract/fault'
import type { Access, Route, Scope } from '#contract/route'
import type { Approval } from '#model/approval'
import type { UserId } from '#model/id'
import type { Member } from '#model/member'
import type { Policy } from '#model/policy'
import type { Workspace } from '#model/workspace'
import type { Log } from '#platform/log'
import type { Result } from '#std/result'
import type { StoredGrant, StoredServer } from '#storage'

/** Who is signed in. */
export interface User {
  readonly id: UserId
  readonly email: string
  readonly name: string
}

/** Why a request is refused. `message` is a sentence for the person at the screen. */
export interface ApiFault {
  readonly code: FaultCode
  readonly message: string
  readonly fields?: Readonly<Record<string, string>>
  /** Seconds. */
  readonly retryAfter?: number
  readonly detail?: unknown
}

export type Reply<T> = Promise<Result<T, ApiFault>>

/** Tells events until it resolves; `gone` fires when nobody reads any more. */
export type Streaming<Event> = (tell: (event: Event) => void, gone: AbortSignal) => Promise<void>

/** The object that a route's path names, already known to be of a workspace that the caller belongs to. */
export interface Found {
  readonly workspace: Workspace
  readonly server: StoredServer
  readonly policy: Policy
  readonly grant: StoredGrant
  readonly approval: Approval
}

/** What every handler is told of the request itself. */
export interface Circumstances {
  readonly requestId: string
  /** Of the client, as far as trusted proxies vouch for it. */
  readonly address: string
  readonly headers: Headers
  readonly log: Log
  /** Sent with the answer, whatever becomes of it. */
  readonly setCookie: (cookie: string) => void
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : never

type LetIn<Gate extends Access> = Gate extends { kind: 'public' }
  ? unknown
  : Gate extends { kind: 'member'; of: infer Of extends Scope }
    ? { readonly user: User; readonly member: Member } & Pick<Found, Of>
    : { readonly user: User }

/** A request as its handler sees it: parsed by the contract, let in by the gate. */
type Asked<R extends Route> = Circumstances &
  LetIn<R['access']> & {
    readonly params: Output<NonNullable<R['params']>>
    readonly query: Output<NonNullable<R['query']>>
    readonly body: Output<NonNullable<R['body']>>
  }

type Answer<R extends Route> = [Output<NonNullable<R['answer']>>] extends [never]
  ? undefined
  : Output<NonNullable<R['answer']>>

type Handler<R extends Route> = (
  asked: Asked<R>,
) => Reply<[NonNullable<R['stream']>] extends [never] ? Answer<R> : Streaming<Answer<R>>>

/** A handler for each route of one file of the contract: none missing, none besides. */
export type Handlers<Routes extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof Routes]: Handler<Routes[Name]>
}
