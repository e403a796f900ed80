/** Where a client is sent, and what it shows at the door. */
export interface Door {
  readonly url: string
  readonly token: string
}

/** What a tool said, as the library hands it to its user. */
export interface Said {
  readonly text: string
  readonly isError: boolean
}

/** Somebody else's client, connected. What it throws is what its user is shown. */
export interface Peer {
  list(): Promise<string[]>
  call(name: string, args: Record<string, unknown>): Promise<Said>
}

/** The first text in a result, whichever library's type it has. */
export function said(result: unknown): Said {
  const content = isRecord(result) && Array.isArray(result['content']) ? result['content'] : []
  const first: unknown = content[0]
  const text = isRecord(first) && typeof first['text'] === 'string' ? first['text'] : JSON.stringify(result)
  return { text, isError: isRecord(result) && result['isError'] === true }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** The header that every one of them is told to send. */
export function bearer({ token }: Door): { Authorization: string } {
  return { Authorization: `Bearer ${token}` }
}
