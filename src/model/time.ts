import { z } from 'zod'

/** A point in time: whole milliseconds since 1970 (UTC), as everywhere in storage and on the wire. */
export const Instant = z.number().int().nonnegative()
export type Instant = z.infer<typeof Instant>
