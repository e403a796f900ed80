import type { Inventory } from './inventory.ts'
import type { Default, PolicyDocument } from './schema.ts'

/** A policy made ready to decide: the gateway holds one for each policy in force. */
export interface CompiledPolicy {
  readonly document: PolicyDocument
  readonly inventory: Inventory
  readonly resources: Default
  readonly prompts: Default
}

/** Makes a document ready to decide about the tools of a server. */
export function compile(document: PolicyDocument, inventory: Inventory): CompiledPolicy {
  return {
    document,
    inventory,
    resources: document.resources ?? document.default,
    prompts: document.prompts ?? document.default,
  }
}

/** Whether `tools/list` shows a tool: hidden ones never, those that no rule names only where all are listed. */
export type Listing = 'listed' | 'hidden' | 'unlisted'

export function listing(_policy: CompiledPolicy, _tool: string): Listing {
  return 'unlisted'
}
