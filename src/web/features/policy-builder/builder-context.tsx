import { createContext, useContext } from 'react'
import type { CompiledPolicy, PolicyAction, Problem } from '#policy'
import { invariant } from '#std/invariant'
import type { Caller } from '#web/data/grants.ts'
import type { Session } from './model/session.ts'
import type { Looks } from './use-looks.ts'

/** A place beside the list that a link of another leads to. */
export type Shown =
  | { readonly pane: 'rule'; readonly tool: string; readonly at?: 'note' | 'test' }
  | { readonly pane: 'calls'; readonly tool: string }
  | { readonly pane: 'policy' | 'tests' | 'suggestions' }

/** What the panes of the builder share. */
export interface BuilderHands {
  readonly session: Session
  readonly serverId: string
  readonly policyId: string
  /** The number of the revision that is enforced; undefined before the first. */
  readonly since: number | undefined
  /** What people have looked at. */
  readonly looks: Looks
  /** The grants that carry the policy: under their names its tests may call. */
  readonly callers: readonly Caller[]
  readonly policy: CompiledPolicy
  readonly problems: readonly Problem[]
  /** Why nothing can be changed now; undefined = it can. */
  readonly locked: string | undefined
  /** Does what was done in a form as one step of undo. */
  readonly act: (actions: readonly PolicyAction[], label: string) => void
  /** Opens the code at a place of the text. */
  readonly editInCode: (offset: number) => void
  /** Opens the review; undefined where there is nothing to publish, or it may not be. */
  readonly review: (() => void) | undefined
  /** Opens a place and takes the focus there, because a person asked to be taken. */
  readonly show: (shown: Shown) => void
}

export const BuilderContext = createContext<BuilderHands | undefined>(undefined)

export function useBuilderHands(): BuilderHands {
  const hands = useContext(BuilderContext)
  invariant(hands !== undefined, 'a pane stands inside the builder')
  return hands
}
