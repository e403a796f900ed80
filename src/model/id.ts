import { z } from 'zod'

/** Ids are opaque: a prefix that says what they name, then time-ordered letters and digits. */
const opaque = z.string().min(1).max(64)

export const UserId = opaque.brand<'UserId'>()
export type UserId = z.infer<typeof UserId>

export const WorkspaceId = opaque.brand<'WorkspaceId'>()
export type WorkspaceId = z.infer<typeof WorkspaceId>

export const MemberId = opaque.brand<'MemberId'>()
export type MemberId = z.infer<typeof MemberId>

export const ServerId = opaque.brand<'ServerId'>()
export type ServerId = z.infer<typeof ServerId>

export const PolicyId = opaque.brand<'PolicyId'>()
export type PolicyId = z.infer<typeof PolicyId>

export const GrantId = opaque.brand<'GrantId'>()
export type GrantId = z.infer<typeof GrantId>

export const ApprovalId = opaque.brand<'ApprovalId'>()
export type ApprovalId = z.infer<typeof ApprovalId>

export const CallId = opaque.brand<'CallId'>()
export type CallId = z.infer<typeof CallId>

export const ViewId = opaque.brand<'ViewId'>()
export type ViewId = z.infer<typeof ViewId>
