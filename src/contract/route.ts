import type { z } from 'zod'
import type { Permission } from '#model/member'
import type { FaultCode } from './fault.ts'

/** What a route speaks of, found by the id in its path; its workspace is the one whose members may ask. */
const scopes = ['workspace', 'server', 'policy', 'grant', 'approval'] as const
export type Scope = (typeof scopes)[number]

/**
 * Who may ask. `member`: the object named in the path exists, the caller is a member of its workspace (else 404), and the
 * member's role grants the permission (else 403).
 */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'member'; readonly of: Scope; readonly permission: Permission }

/** One request and its answer, as data: the API serves it, the web calls it, the OpenAPI document describes it. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With `{name}` for each of `params`. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Absent = 204, no body. */
  readonly answer?: Answer
  /** The answer is a `text/event-stream`, and `answer` is the `data` of each event. */
  readonly stream?: true
  /** The faults this route has besides those that every route has. */
  readonly faults?: readonly FaultCode[]
}

/** A route whose gate and manner are known to the compiler, so that its handler is given just what the gate let in. */
export type Gated<Gate extends Access, Streams extends true> = {
  readonly access: Gate
  readonly stream?: Streams
}

export function route<
  Params extends z.ZodType = z.ZodNever,
  Query extends z.ZodType = z.ZodNever,
  Body extends z.ZodType = z.ZodNever,
  Answer extends z.ZodType = z.ZodNever,
  const Gate extends Access = Access,
  const Streams extends true = never,
>(
  definition: Route<Params, Query, Body, Answer> & Gated<Gate, Streams>,
): Route<Params, Query, Body, Answer> & Gated<Gate, Streams> {
  return definition
}

export function member<const Of extends Scope>(
  of: Of,
  permission: Permission,
): { readonly kind: 'member'; readonly of: Of; readonly permission: Permission } {
  return { kind: 'member', of, permission }
}

export const anyone = { kind: 'public' } as const satisfies Access
export const signedIn = { kind: 'signed-in' } as const satisfies Access
