import { createContext, useContext } from 'react'
import type { CompiledPolicy, PolicyAction, Problem } from '#policy'
import { invariant } from '#std/invariant'
import type { Session } from './model/session.ts'

/** What the panes of the builder share. */
export interface BuilderHands {
  readonly session: Session
  readonly policy: CompiledPolicy
  readonly problems: readonly Problem[]
  /** Why nothing can be changed now; undefined = it can. */
  readonly locked: string | undefined
  /** Does what was done in a form as one step of undo. */
  readonly act: (actions: readonly PolicyAction[], label: string) => void
  /** Opens the code at a place of the text. */
  readonly editInCode: (offset: number) => void
}

export const BuilderContext = createContext<BuilderHands | undefined>(undefined)

export function useBuilderHands(): BuilderHands {
  const hands = useContext(BuilderContext)
  invariant(hands !== undefined, 'a pane stands inside the builder')
  return hands
}
