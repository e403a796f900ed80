import type { ToolDefinition } from '#mcp/tool'
import type { Category, Level } from './category.ts'

/** The part of a definition in which a piece of evidence stands. */
export type EvidencePlace = 'name' | 'title' | 'description' | 'schema' | 'annotations' | 'actions'

/**
 * Words of the definition that speak for a category. In a name, title or description `offset` and `length` are their
 * span in that field, in UTF-16 units; elsewhere `text` stands for itself (an argument's path, a hint, an action's
 * name) and the span covers it.
 */
export interface Evidence {
  readonly where: EvidencePlace
  readonly text: string
  readonly offset: number
  readonly length: number
  readonly says: Category
  /** One sentence for a person. */
  readonly why: string
}

/** What a person should know beside the category, such as that the tool takes free code. */
export interface Signal {
  readonly code: SignalCode
  /** One sentence for a person. */
  readonly label: string
  /** The argument it is about, when it is about one. */
  readonly argument?: string
}

/** The names of the signals; the catalogue marks arguments and draws badges by them. */
export const signalCodes = [
  'accepts-url',
  'accepts-path',
  'accepts-code',
  'accepts-query',
  'accepts-template',
  'bulk',
  'credentials',
  'admin',
  'many-parameters',
  'sends-outside',
  'no-description',
  'hint-contradicts',
  'dispatcher',
] as const

/** The name of a signal. */
export type SignalCode = (typeof signalCodes)[number]

/** How dangerous a tool is, and the reasons. */
export interface Judgement {
  readonly category: Category
  readonly level: Level
  /** From 0 to 1: how far the definition settles the matter. */
  readonly confidence: number
  /** True when a graver category was chosen for want of certainty. */
  readonly unsure: boolean
  readonly evidence: readonly Evidence[]
  readonly signals: readonly Signal[]
  /** A sentence or two for a person: what decided. */
  readonly explanation: string
}

/** What is known beside the definition itself. Everything is optional: a tool can be judged alone. */
export interface ServerContext {
  /** The server's name; words of it in a tool's name are a prefix, not a meaning. */
  readonly server?: string
  /** The names of all tools of the server, by which a common prefix is seen. */
  readonly toolNames?: readonly string[]
  /** The known virtual actions of a dispatcher, by the dispatcher's name. */
  readonly actions?: ReadonlyMap<string, readonly ToolDefinition[]>
}
