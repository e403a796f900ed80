import type { Acknowledgement } from '#model/acknowledgement'
import type { PolicyId } from '#model/id'

export interface Acknowledgements {
  /** By tool. */
  list(policy: PolicyId): Promise<Acknowledgement[]>
  /**
   * One a tool: a newer one replaces an older. No more than `most` are kept of a policy, the newest. Nothing happens when
   * the policy is gone. One of a rule is forgotten when the server has the tool again.
   */
  put(policy: PolicyId, acknowledgements: readonly Acknowledgement[], most: number): Promise<void>
  remove(policy: PolicyId, tools: readonly string[]): Promise<void>
}
