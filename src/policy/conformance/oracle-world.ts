import type { Category } from '#risk'
import type { JsonObject } from '#std/json'
import type { Inventory } from '../inventory.ts'
import type { PolicyDocument } from '../schema.ts'

/** A call as the oracle hears it. */
export interface OracleCall {
  readonly tool: string
  readonly arguments: JsonObject
  readonly grant: { readonly label: string; readonly tags: readonly string[] }
  readonly session?: string | undefined
}

/** An amount in millionths, by the name of its count. */
export interface Count {
  readonly count: string
  readonly amount: number
}

/** What was counted before. */
export type History = (Count & { readonly at: number })[]

export interface OracleAnswer {
  readonly outcome: 'allow' | 'deny' | 'hide' | 'approval'
  readonly rule: string
  /** What is counted if the call is forwarded. */
  readonly counted: readonly Count[]
}

export interface World {
  readonly document: PolicyDocument
  readonly inventory: Inventory
  readonly call: OracleCall
  readonly history: History
  readonly now: number
}

/** One thing to judge: its names, its class, its arguments, and the dispatchers around it. */
export interface Item {
  readonly names: readonly string[]
  /** The dispatcher that is asked to run it, and by what name. */
  readonly run?: { readonly by: string; readonly as: string }
  readonly category: Category | undefined
  readonly known: boolean
  readonly args: JsonObject
  readonly around: readonly Item[]
  readonly bad?: boolean
}
