import { z } from 'zod'
import type { InventoryTool } from './inventory.ts'
import { Author } from './policy.ts'
import { Instant } from './time.ts'

/**
 * Somebody has looked at what the builder points out about a tool, and leaves it as it is: at the definition of a tool that
 * is new or has changed, or at a rule for a tool that the server does not have. `mark` is what was looked at; when it is
 * another, it is pointed out again. It decides nothing.
 */
export const Acknowledgement = z.object({
  tool: z.string().min(1).max(600),
  about: z.enum(['definition', 'rule']),
  mark: z.string().min(1).max(120),
  by: Author,
  at: Instant,
})
export type Acknowledgement = z.infer<typeof Acknowledgement>

/** What there is to look at in a tool: what the server says of it, and how dangerous we take it to be. */
export function definitionMark({ digest, risk }: Pick<InventoryTool, 'digest' | 'risk'>): string {
  return `${digest} ${risk.category}`
}
