import type { StoredContactMessage } from '#model/contact'
import type { Instant } from '#model/time'

export interface Contact {
  add(message: StoredContactMessage): Promise<void>
  delivered(id: string, at: Instant): Promise<void>
  /** Oldest first. */
  undelivered(limit: number): Promise<StoredContactMessage[]>
}
