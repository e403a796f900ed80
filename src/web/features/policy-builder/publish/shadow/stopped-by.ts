import { type RecordedCall, replayable, type Traffic } from '#model/recorded-call'
import { compile, type Inventory, parse, simulate } from '#policy'
import { type Way, waysThrough } from './ways-through.ts'

/** What a text says of a call that came out otherwise, and what could be done about it. */
export type Standing =
  /** It comes out as it did: nothing is to be done. */
  | { readonly kind: 'passes' }
  | { readonly kind: 'stopped'; readonly rule: string; readonly ways: readonly Way[] }
  /** The text has errors, or the values that a rule looks at were not kept. */
  | { readonly kind: 'unknown' }

/** Runs a recorded call through a text, and asks for the ways by which its rule would have let it through. */
export function standingOf(
  text: string,
  call: RecordedCall,
  { inventory, ...whose }: Omit<Traffic, 'calls'> & { readonly inventory: Inventory },
): Standing {
  const { document } = parse(text)
  if (document === undefined) return { kind: 'unknown' }
  const policy = compile(document, inventory)
  const { flips, notReplayable } = simulate(policy, replayable({ ...whose, calls: [call] }))
  if (notReplayable.length > 0) return { kind: 'unknown' }
  const decision = flips[0]?.after
  if (decision === undefined) return { kind: 'passes' }
  const ways = waysThrough({ policy, tool: call.tool, decision, args: call.args })
  return { kind: 'stopped', rule: decision.rule, ways }
}
