import type { Exchange } from './forward.ts'

/** A `tools/call` on its way, and what is told of whoever asks. */
export interface CallExchange extends Exchange {
  /** The version the client speaks, where it says so. */
  readonly version: string | undefined
  readonly clientName: string | null
  /** `performance.now()` when the request was whole. */
  readonly receivedAt: number
}
