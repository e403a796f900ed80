import type { Frame } from '#mcp/frame'
import type { ServerMessage } from '#mcp/message'
import type { UpstreamFault } from './upstream.ts'

/** A line of messages to a server, one JSON text each way at a time: a child's stdin and stdout, an event stream, or the demo. */
export interface Pipe {
  send(line: string, sending?: Sending): void
  /** The other end is not listened to for a while: what it says may wait there. */
  pause(): void
  resume(): void
  close(): Promise<void>
}

/** What else there is to say about a message on its way. */
export interface Sending {
  /** What the client says besides, names and values in turn: for a line that has room for it. */
  readonly headers: readonly string[]
  /** What the message says, where it was parsed before. */
  readonly frame?: Frame
  /** Who waits for an answer to it: a line that has to send it again does so only as long as somebody does. */
  readonly waiter?: { readonly isOver: boolean }
  /** The line has taken the message, or why it could not: told once, and at once where the line cannot tell. */
  done(fault?: UpstreamFault): void
}

/** Why a line is dead, as a sentence; by `code` where it is more than that it broke. */
export interface PipeEnd {
  readonly message: string
  readonly code?: UpstreamFault['code']
  /** What only those who run the server should see. */
  readonly detail?: string
}

/** What is overheard of a server, whoever it speaks to. */
export interface Ears {
  /** What it says where only messages belong. */
  readonly noise?: (text: string) => void
  /** A message that answers nothing: no client may be there to be told. */
  readonly unasked?: (text: string) => void
}

export interface PipeEvents {
  /** Something that may be a message of the server; `message` is what it says, where it was read before. */
  message(text: string, message?: ServerMessage): void
  /** The line is dead. Told once, and nothing after it. */
  end(why: PipeEnd): void
}

/** `headers` are those of the request that opens it. */
export type OpenPipe = (events: PipeEvents, headers: readonly string[]) => Pipe
