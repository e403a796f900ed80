import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { type WorkspaceChanges, workspaces } from '#contract/workspaces'
import { type Member, may, type Permission } from '#model/member'
import type { Workspace } from '#model/workspace'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'
import { type Me, useMe } from './me.ts'

const storageKey = 'sallyport.workspace'
const changed = 'sallyport:workspace'

/** The workspace the dashboard shows now, and the reader's membership in it. */
export interface CurrentWorkspace {
  readonly workspace: Workspace
  readonly member: Member
  readonly memberships: Me['memberships']
}

function storedChoice(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

/** Kept in the browser, for this person's next visit; other tabs keep what they show until they are reloaded. */
export function chooseWorkspace(workspaceId: string): void {
  chosen = workspaceId
  try {
    localStorage.setItem(storageKey, workspaceId)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  window.dispatchEvent(new Event(changed))
}

let chosen: string | null | undefined

function choice(): string | null {
  if (chosen === undefined) chosen = storedChoice()
  return chosen
}

function subscribe(notify: () => void): () => void {
  window.addEventListener(changed, notify)
  return () => window.removeEventListener(changed, notify)
}

/** The chosen workspace, or the first; null while nobody is signed in or the account has none. */
export function useWorkspace(): CurrentWorkspace | null {
  const { data: me } = useMe()
  const wanted = useSyncExternalStore(subscribe, choice)
  return me ? workspaceOf(me, wanted) : null
}

export function workspaceOf(me: Me, wanted: string | null): CurrentWorkspace | null {
  const found = me.memberships.find(({ workspace }) => workspace.id === wanted) ?? me.memberships[0]
  return found === undefined ? null : { ...found, memberships: me.memberships }
}

/** On the page of an object: the dashboard shows the workspace that the object belongs to. */
export function useFollowWorkspace(workspaceId: string | undefined): void {
  const current = useWorkspace()?.workspace.id
  useEffect(() => {
    if (workspaceId !== undefined && current !== undefined && workspaceId !== current)
      chooseWorkspace(workspaceId)
  }, [workspaceId, current])
}

/** Whether the reader's role allows it. For what is offered on the screen; the API decides by itself. */
export function useMay(permission: Permission): boolean {
  const current = useWorkspace()
  return current !== null && may(current.member.role, permission)
}

export function useMembers(workspaceId: string) {
  return useQuery<Member[], ApiFault>({
    queryKey: keys.members(workspaceId),
    queryFn: ({ signal }) => request(workspaces.members, { params: { workspaceId }, signal }),
  })
}

/** `onSaved` is heard also by a form that is drawn anew with the answer. */
export function useUpdateWorkspace(workspaceId: string, onSaved?: () => void) {
  const client = useQueryClient()
  return useMutation<Workspace, ApiFault, WorkspaceChanges>({
    mutationFn: (body) => request(workspaces.update, { params: { workspaceId }, body }),
    onSuccess: () => {
      onSaved?.()
      return client.invalidateQueries({ queryKey: keys.me })
    },
  })
}
