/** A line of messages to a server, one JSON text each way at a time: a child's stdin and stdout, or the demo. */
export interface Pipe {
  send(line: string): void
  /** The other end is not listened to for a while: what it says may wait there. */
  pause(): void
  resume(): void
  close(): Promise<void>
}

export interface PipeEvents {
  /** Something that may be a message of the server. */
  message(text: string): void
  /** The line is dead; why, as a sentence. Told once, and nothing after it. */
  end(reason: string, lastWords?: string): void
}

export type OpenPipe = (events: PipeEvents) => Pipe
