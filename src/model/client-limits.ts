/** How many tools a client takes, as far as is known of it: what is above is cut off or refused on its side. */
export interface ClientLimit {
  readonly client: string
  readonly tools: number
}

// VS Code: microsoft/vscode#337428 (2026-09). Cursor and Windsurf: as their users report.
const limits: readonly (ClientLimit & { readonly says: RegExp })[] = [
  { client: 'VS Code', tools: 128, says: /visual studio code|vs ?code|copilot/i },
  { client: 'Cursor', tools: 40, says: /cursor/i },
  { client: 'Windsurf', tools: 100, says: /windsurf|codeium/i },
]

/** The limit of a client by what it says of itself; undefined = none is known. */
export function clientLimit(clientName: string | null): ClientLimit | undefined {
  const found = clientName === null ? undefined : limits.find(({ says }) => says.test(clientName))
  return found && { client: found.client, tools: found.tools }
}
