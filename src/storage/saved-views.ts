import type { MemberId, ServerId, ViewId } from '#model/id'
import type { SavedView } from '#model/saved-view'

/** Whose a view is. */
export interface ViewOwner {
  readonly member: MemberId
  readonly server: ServerId
}

export interface SavedViews {
  /** By name. */
  list(owner: ViewOwner): Promise<SavedView[]>
  /** Replaces the one of the same name. False when it would be one more than `most`: nothing is written then. */
  put(owner: ViewOwner, view: SavedView, most: number): Promise<boolean>
  /** False when the owner has none of that id. */
  delete(owner: ViewOwner, id: ViewId): Promise<boolean>
}
