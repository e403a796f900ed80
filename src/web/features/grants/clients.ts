import { bearer, type Connection, exportLine, tokenPlaceholder, variableOf } from './connection.ts'
import { copyable } from './shell-word.ts'

/** A text to copy: a file's content or lines for a terminal. */
export interface Snippet {
  /** The file it belongs in, or "Terminal". */
  readonly label: string
  readonly format: 'json' | 'toml' | 'shell' | 'text'
  readonly text: (connection: Connection) => string
  /** In a JSON file: the object that other servers stand in too, so that one can merge. */
  readonly within?: string
}

interface Told {
  /** Where the token ends up, in one sentence. */
  readonly keeps: string
}

/** One way to tell a client of the server. A link is built when it is clicked and never before, for it may hold the token. */
export type Variant =
  | (Told & { readonly kind: 'link'; readonly label: string; readonly href: (c: Connection) => string })
  | (Told & { readonly kind: 'command'; readonly snippets: readonly Snippet[] })
  | (Told & { readonly kind: 'file'; readonly snippets: readonly Snippet[] })

export interface Client {
  readonly id: string
  readonly name: string
  /** What it calls itself in `clientInfo.name`. */
  readonly says: RegExp
  /** The first is offered first: the one that leaves the least of the token lying about. */
  readonly variants: readonly Variant[]
  /** What to restart and how to see that it works. */
  readonly verify: string
  /** What one should know of it beside a grant. */
  readonly limit?: string
  /** Why it cannot work, and what does; said before anything else. */
  readonly cannot?: string
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}

/** `{ "<within>": { "<name>": entry } }` */
function file(label: string, within: string, entry: (c: Connection) => object): Snippet {
  return { label, format: 'json', within, text: (c) => json({ [within]: { [c.name]: entry(c) } }) }
}

function terminal(text: (c: Connection) => string): Snippet {
  return { label: 'Terminal', format: 'shell', text }
}

const setVariable = terminal(exportLine)
const httpEntry = (c: Connection, authorization: string) => ({
  type: 'http',
  url: c.url,
  headers: { Authorization: authorization },
})

/** The token as a Base64 of UTF-8, which is what Cursor reads from its links. */
function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)))
}

const claudeCode: Client = {
  id: 'claude-code',
  name: 'Claude Code',
  says: /claude[- ]?code/i,
  variants: [
    {
      kind: 'command',
      keeps: 'The token ends up in ~/.claude.json and in the history of your shell.',
      snippets: [
        // Options stand before the name: the order that its documentation gives.
        terminal(
          (c) =>
            `claude mcp add --transport http --scope user --header "Authorization: ${bearer(c)}" ${c.name} ${copyable(c.url)}`,
        ),
      ],
    },
    {
      kind: 'file',
      keeps: 'The file holds no token and can be shared; the token is in your environment.',
      snippets: [
        setVariable,
        file('.mcp.json', 'mcpServers', (c) => httpEntry(c, `Bearer \${${variableOf(c)}}`)),
      ],
    },
  ],
  verify: 'Run `/mcp` in a session, or `claude mcp list`. After a change of a file, start Claude Code again.',
}

const cursor: Client = {
  id: 'cursor',
  name: 'Cursor',
  says: /cursor/i,
  variants: [
    {
      kind: 'link',
      label: 'Add to Cursor',
      keeps:
        'The link is made when you click it and holds the token; Cursor asks, then keeps it in ~/.cursor/mcp.json.',
      href: (c) => {
        const config = base64(JSON.stringify({ url: c.url, headers: { Authorization: bearer(c) } }))
        return `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(c.name)}&config=${encodeURIComponent(config)}`
      },
    },
    {
      kind: 'file',
      keeps: 'The file holds no token; Cursor reads it from the environment it was started in.',
      snippets: [
        setVariable,
        file('~/.cursor/mcp.json', 'mcpServers', (c) => ({
          url: c.url,
          headers: { Authorization: `Bearer \${env:${variableOf(c)}}` },
        })),
      ],
    },
  ],
  verify: 'Settings → Tools & MCP shows a green dot. If it does not, reload the window.',
  limit: 'Cursor has warned above some dozens of tools: hide those that the agent does not need.',
}

const inputOf = (c: Connection) => ({
  type: 'promptString',
  id: `${c.name}-token`,
  description: `Sallyport token for ${c.name}`,
  password: true,
})
const withInput = (c: Connection) => httpEntry(c, `Bearer \${input:${c.name}-token}`)

const vscode: Client = {
  id: 'vscode',
  name: 'VS Code',
  says: /visual studio code|vs ?code|copilot/i,
  variants: [
    {
      kind: 'link',
      label: 'Add to VS Code',
      keeps:
        'The link holds no token: VS Code asks for it at the first start and keeps it in its secret store.',
      href: (c) =>
        `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: c.name, ...withInput(c), inputs: [inputOf(c)] }))}`,
    },
    {
      kind: 'file',
      keeps: 'The file holds no token and can be shared: VS Code asks each person for it once.',
      snippets: [
        {
          label: '.vscode/mcp.json',
          format: 'json',
          within: 'servers',
          text: (c) => json({ inputs: [inputOf(c)], servers: { [c.name]: withInput(c) } }),
        },
      ],
    },
    {
      kind: 'command',
      keeps: 'The token ends up in your user profile and in the history of your shell.',
      snippets: [
        terminal(
          (c) => `code --add-mcp ${copyable(JSON.stringify({ name: c.name, ...httpEntry(c, bearer(c)) }))}`,
        ),
      ],
    },
  ],
  verify: 'Run “MCP: List Servers”. After the tools have changed, run “MCP: Reset Cached Tools”.',
  limit: 'VS Code takes at most 128 tools in a request: hide those that the agent does not need.',
}

const codex: Client = {
  id: 'codex',
  name: 'Codex',
  says: /codex/i,
  variants: [
    {
      kind: 'command',
      keeps: 'Codex keeps the name of the variable only; the token is in your environment.',
      snippets: [
        terminal(
          (c) =>
            `${exportLine(c)}\ncodex mcp add ${c.name} --url ${copyable(c.url)} --bearer-token-env-var ${variableOf(c)}`,
        ),
      ],
    },
    {
      kind: 'file',
      keeps: 'The file holds no token; the variable must be set where Codex starts.',
      snippets: [
        setVariable,
        {
          label: '~/.codex/config.toml',
          format: 'toml',
          // A TOML basic string is written as a JSON one ([TOML 1.0, String](https://toml.io/en/v1.0.0#string)).
          text: (c) =>
            `[mcp_servers.${c.name}]\nurl = ${JSON.stringify(c.url)}\nbearer_token_env_var = ${JSON.stringify(variableOf(c))}\n# a held call waits for a person; give it time\ntool_timeout_sec = 300\n`,
        },
      ],
    },
  ],
  verify:
    'Run `/mcp`, or `codex mcp get` with the name. Codex ignores a plain `headers` table without a word.',
}

const claudeDesktop: Client = {
  id: 'claude-desktop',
  name: 'Claude Desktop',
  says: /claude-ai|claude desktop|mcp-remote/i,
  variants: [
    {
      kind: 'file',
      keeps:
        'The file holds the token. The bridge `mcp-remote` runs on your machine and needs Node 18 or newer.',
      snippets: [
        file('claude_desktop_config.json', 'mcpServers', (c) => ({
          command: 'npx',
          // No space within an argument: Claude Desktop on Windows breaks them (mcp-remote's own README).
          args: [
            '-y',
            'mcp-remote',
            c.url,
            '--transport',
            'http-only',
            '--header',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: the bridge fills it in
            'Authorization:${AUTH_HEADER}',
            ...(c.url.startsWith('http://') ? ['--allow-http'] : []),
          ],
          env: { AUTH_HEADER: bearer(c) },
        })),
      ],
    },
  ],
  verify:
    'Settings → Developer → Edit Config opens the file. Quit the app fully and start it again; the tools are under the slider icon.',
}

const geminiCli: Client = {
  id: 'gemini-cli',
  name: 'Gemini CLI',
  says: /gemini/i,
  variants: [
    {
      kind: 'file',
      keeps: 'The file holds no token; Gemini CLI reads it from the environment it was started in.',
      snippets: [
        setVariable,
        file('~/.gemini/settings.json', 'mcpServers', (c) => ({
          httpUrl: c.url,
          headers: { Authorization: `Bearer $${variableOf(c)}` },
          timeout: 600_000,
        })),
      ],
    },
    {
      kind: 'command',
      keeps: 'The token ends up in ~/.gemini/settings.json and in the history of your shell.',
      snippets: [
        terminal(
          (c) =>
            `gemini mcp add -s user -t http -H "Authorization: ${bearer(c)}" ${c.name} ${copyable(c.url)}`,
        ),
      ],
    },
  ],
  verify: 'Run `/mcp` in a session. If the variable is not set, Gemini CLI sends an empty token.',
}

const windsurf: Client = {
  id: 'windsurf',
  name: 'Windsurf',
  says: /windsurf|codeium|devin/i,
  variants: [
    {
      kind: 'file',
      keeps: 'The file holds the token.',
      snippets: [
        file('~/.codeium/windsurf/mcp_config.json', 'mcpServers', (c) => ({
          serverUrl: c.url,
          headers: { Authorization: bearer(c) },
        })),
      ],
    },
  ],
  verify: 'Press Refresh in the MCP panel. The key is `serverUrl`: with `url` alone it does not connect.',
  limit: 'Windsurf takes about 100 tools in all: hide those that the agent does not need.',
}

const hosted: Client = {
  id: 'hosted',
  name: 'claude.ai, ChatGPT',
  says: /^(openai-mcp|chatgpt|anthropic\/claudeai)/i,
  cannot:
    'These do not work with a grant. Their connectors call from the vendor’s cloud, so they cannot reach a private address, and they sign in by OAuth instead of sending a token. Use Claude Desktop with its file, Claude Code, or any other client here.',
  variants: [],
  verify: '',
}

const other: Client = {
  id: 'other',
  name: 'Other',
  says: /^$/,
  variants: [
    {
      kind: 'file',
      keeps: 'Most clients keep the token in their file.',
      snippets: [
        { label: 'Gateway URL', format: 'text', text: (c) => c.url },
        { label: 'Header', format: 'text', text: (c) => `Authorization: ${bearer(c)}` },
        file('A common form of the file', 'mcpServers', (c) => httpEntry(c, bearer(c))),
      ],
    },
    {
      kind: 'command',
      keeps:
        'A test by hand: it says hello as a client would. The token ends up in the history of your shell.',
      snippets: [
        terminal((c) =>
          [
            `curl -sS ${copyable(c.url)}`,
            `-H "Authorization: ${bearer(c)}"`,
            `-H "Content-Type: application/json"`,
            `-H "Accept: application/json, text/event-stream"`,
            `-d ${copyable(JSON.stringify(initialize))}`,
          ].join(' \\\n  '),
        ),
      ],
    },
  ],
  verify:
    'Any client that speaks streamable HTTP and sends a header works. Spellings of the address differ: `url`, `httpUrl`, `serverUrl`, `uri`.',
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'curl', version: '1' },
  },
}

/** Every client we can tell how to reach the gateway, in the order in which they are offered. */
export const clients: readonly Client[] = [
  claudeCode,
  cursor,
  vscode,
  codex,
  claudeDesktop,
  geminiCli,
  windsurf,
  other,
  hosted,
]

/** The client to show first: the last one used here, else the one that was seen, else the most common. */
export function firstClient(lastUsed: string | null, seenName: string | null): Client {
  return (
    clients.find(({ id }) => id === lastUsed) ??
    clients.find(({ says }) => seenName !== null && says.test(seenName)) ??
    claudeCode
  )
}

/** Whether a snippet says more when the token is known. */
export function holdsToken(text: string, connection: Connection): boolean {
  return text.includes(connection.token ?? tokenPlaceholder)
}
