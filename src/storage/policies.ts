import type { ToolDefinition } from '#mcp/tool'
import type { MemberId, PolicyId, ServerId } from '#model/id'
import type { InventoryTool } from '#model/inventory'
import type { Draft, Policy, Revision } from '#model/policy'
import type { Result } from '#std/result'

/** A tool as whoever publishes knows it. */
export type KnownTool = Pick<InventoryTool, 'name' | 'digest' | 'definition'>

export interface Policies {
  create(policy: Policy): Promise<void>
  get(id: PolicyId): Promise<Policy | undefined>
  /** By name, then by age. */
  list(server: ServerId): Promise<Policy[]>
  rename(id: PolicyId, name: string): Promise<void>
  /** With its revisions and drafts; grants that carried it carry none, and so deny everything. */
  delete(id: PolicyId): Promise<void>

  draft(policy: PolicyId, member: MemberId): Promise<Draft | undefined>
  /** `expected` is the hash of the draft that this one replaces, null for the first; another = `stale`, nothing written. */
  putDraft(
    draft: Draft,
    expected: string | null,
  ): Promise<Result<void, { code: 'stale'; current: Draft | undefined }>>
  deleteDraft(policy: PolicyId, member: MemberId): Promise<void>

  /**
   * Makes the next revision, enforces it and ends the shadow, or makes it the shadow and leaves what is enforced; and
   * removes the author's draft, all or nothing. `base` is the enforced revision the author saw; another one is enforced =
   * `behind`, nothing written. `tools` are those of the server as its author knew them: their digests stay with the
   * revision, their definitions while a revision of the server that is enforced or in shadow speaks of them.
   */
  publish(
    revision: Omit<Revision, 'number'>,
    base: number | null,
    tools?: readonly KnownTool[],
  ): Promise<Result<Revision, { code: 'behind'; enforced: number | null }>>
  /** False when there was none. */
  endShadow(policy: PolicyId): Promise<boolean>
  revision(policy: PolicyId, number: number): Promise<Revision | undefined>
  /** Newest first. */
  revisions(policy: PolicyId): Promise<Revision[]>
  /** By name, the digests of the tools as the author knew them; empty where they were not kept. */
  digests(policy: PolicyId, number: number): Promise<ReadonlyMap<string, string>>
  /** By digest, those of the definitions of a server's tools that are kept. */
  definitions(server: ServerId, digests: readonly string[]): Promise<ReadonlyMap<string, ToolDefinition>>
}
