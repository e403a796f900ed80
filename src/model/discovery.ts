import { z } from 'zod'
import type { ToolDefinition } from '#mcp/tool'
import type { Result } from '#std/result'
import type { TransportInput } from './server.ts'

/** The steps of a probe, in order; a transport that has no use for one leaves it out. */
const probeSteps = ['resolve', 'connect', 'start', 'initialize', 'list'] as const

/** One line of a probe as it goes: `message` is plain words, and for a failed step says what to do. */
export const ProbeStep = z.object({
  step: z.enum(probeSteps),
  state: z.enum(['running', 'ok', 'failed']),
  ms: z.number().nonnegative().nullable(),
  message: z.string().nullable(),
})
export type ProbeStep = z.infer<typeof ProbeStep>

export const discoveryFaults = [
  'address_refused',
  'cannot_resolve',
  'refused',
  'tls',
  'cannot_start',
  'needs_authorisation',
  'not_mcp',
  'timed_out',
  'list_failed',
] as const
export type DiscoveryFault = { readonly code: (typeof discoveryFaults)[number]; readonly message: string }

/** What an upstream said of itself; `tools` keeps the server's order and every field, and may be empty. */
export interface Discovered {
  readonly serverName: string | null
  readonly serverVersion: string | null
  readonly protocolVersion: string | null
  /** The transport it was found to speak: a server at an address of the web may have only the older one. */
  readonly speaks: TransportInput['kind']
  readonly tools: readonly ToolDefinition[]
}

/** A transport as the server was found to speak it. */
export function asSpoken(transport: TransportInput, { speaks }: Pick<Discovered, 'speaks'>): TransportInput {
  return transport.kind === 'http' && speaks === 'sse' ? { ...transport, kind: 'sse' } : transport
}

/** Connects once, initialises, lists every page, closes; tells each step as it happens. Never throws. */
export type Discover = (
  transport: TransportInput,
  tell: (step: ProbeStep) => void,
) => Promise<Result<Discovered, DiscoveryFault>>
