import type { z } from 'zod'
import type { Permission } from '#model/member'

/** What a route speaks of, found by the id in its path; its workspace is the one whose members may ask. */
export const scopes = ['workspace', 'server', 'policy', 'grant', 'approval'] as const
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
  readonly faults?: readonly string[]
}

export function route<
  Params extends z.ZodType = z.ZodNever,
  Query extends z.ZodType = z.ZodNever,
  Body extends z.ZodType = z.ZodNever,
  Answer extends z.ZodType = z.ZodNever,
>(definition: Route<Params, Query, Body, Answer>): Route<Params, Query, Body, Answer> {
  return definition
}

export function member(of: Scope, permission: Permission): Access {
  return { kind: 'member', of, permission }
}

export const anyone: Access = { kind: 'public' }
export const signedIn: Access = { kind: 'signed-in' }
