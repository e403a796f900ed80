import { copyable } from './shell-word.ts'

/** What a client must know to reach a server through the gateway. */
export interface Connection {
  /** The server's slug: the name it has in the client, and part of its tools' names. */
  readonly name: string
  readonly url: string
  /** Null when it is not known any more: it was shown once. */
  readonly token: string | null
}

/** Stands where the token would, when it is not known. */
export const tokenPlaceholder = 'PASTE_TOKEN_HERE'

export function bearer(connection: Connection): string {
  return `Bearer ${connection.token ?? tokenPlaceholder}`
}

/** The environment variable that holds the token, for clients that read one. No TOKEN or KEY in it: Gemini CLI drops such names. */
export function variableOf(connection: Connection): string {
  return `SALLYPORT_${connection.name.toUpperCase().replaceAll('-', '_')}`
}

/** Sets the variable in the shell that the client is started from. */
export function exportLine(connection: Connection): string {
  return `export ${variableOf(connection)}=${copyable(connection.token ?? tokenPlaceholder)}`
}
