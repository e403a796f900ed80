import { z } from 'zod'

/**
 * A conversation, a line each: what one side says and what the other then hears. What is heard is matched in part, so a
 * line says only what matters; `$id` stands for the id of the last request that the server heard.
 */
const Line = z.union([
  z.strictObject({
    about: z.string(),
    upstream: z.enum(['http', 'stdio']),
    policy: z.record(z.string(), z.json()),
    /** What the server lists when the gateway asks for itself. */
    tools: z.array(z.json()),
  }),
  z.strictObject({ clientSays: z.json(), headers: z.record(z.string(), z.string()).optional() }),
  z.strictObject({ serverHears: z.json() }),
  /** `line`: a line on stdout that need be no message. */
  z.strictObject({
    serverSays: z.json().optional(),
    line: z.string().optional(),
    status: z.number().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  /** `nothing`: the server has not heard anything since. */
  z.strictObject({ nothing: z.literal('heard by the server') }),
  z.strictObject({ clientHears: z.array(z.json()), status: z.number().optional() }),
])
export type Line = z.infer<typeof Line>
type Head = Extract<Line, { about: string }>

export interface Transcript {
  readonly head: Head
  readonly lines: readonly Line[]
}

export function readTranscript(text: string): Transcript {
  const [head, ...lines] = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Line.parse(JSON.parse(line)))
  if (head === undefined || !('about' in head)) throw new Error('a transcript begins with what it is about')
  return { head, lines }
}
