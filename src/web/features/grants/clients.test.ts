import { expect, test } from 'vitest'
import { type Client, clients, firstClient, type Snippet } from './clients.ts'
import { bearer, type Connection, exportLine, tokenPlaceholder, variableOf } from './connection.ts'

const connection: Connection = {
  name: 'prod-github',
  url: 'https://gw.example.com/mcp/prod-github',
  token: 'gw_Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4f0a1b2c',
}
const odd: Connection = { ...connection, url: "http://gw.example.com/o'dd path/mcp/prod-github" }

const snippets = clients.flatMap((client) =>
  client.variants.flatMap((variant) =>
    variant.kind === 'link' ? [] : variant.snippets.map((snippet) => ({ client, variant, snippet })),
  ),
)
const named = (format: Snippet['format']) =>
  snippets
    .filter(({ snippet }) => snippet.format === format)
    .map(
      ({ client, variant, snippet }) =>
        [`${client.name}, ${variant.kind}, ${snippet.label}`, snippet] as const,
    )

/** How a POSIX shell cuts a line into words; `$` in double quotes is not looked at because none may be there. */
function shellWords(line: string): string[] {
  const words = line.match(/(?:"(?:\\.|[^"])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? []
  return words.map((word) =>
    word.replace(
      /"((?:\\.|[^"])*)"|'([^']*)'|\\(.)/g,
      (_, double, single, escaped) => double ?? single ?? escaped,
    ),
  )
}

function parsedToml(text: string): Record<string, unknown> {
  const table: Record<string, unknown> = {}
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const [, head] = /^\[(.+)\]$/.exec(line) ?? []
    const [, key, value] = /^(\w+) = (.+)$/.exec(line) ?? []
    if (head !== undefined) table['head'] = head
    else if (key !== undefined && value !== undefined) table[key] = JSON.parse(value)
    else throw new Error(`no TOML: ${line}`)
  }
  return table
}

function sameUrl(value: unknown, url: string): boolean {
  return JSON.stringify(value).includes(JSON.stringify(url).slice(1, -1))
}

test.each(named('json'))(
  '%s is JSON that names the server by its slug and holds its address',
  (_, snippet) => {
    for (const each of [connection, odd]) {
      const parsed = JSON.parse(snippet.text(each))
      const servers = parsed[snippet.within ?? '']
      expect(Object.keys(servers)).toEqual(['prod-github'])
      expect(sameUrl(servers['prod-github'], each.url)).toBe(true)
    }
  },
)

test.each(named('toml'))('%s is TOML', (_, snippet) => {
  for (const each of [connection, odd])
    expect(parsedToml(snippet.text(each))).toMatchObject({
      head: 'mcp_servers.prod-github',
      url: each.url,
      bearer_token_env_var: 'SALLYPORT_PROD_GITHUB',
    })
})

test.each(named('shell'))('%s survives a shell', (_, snippet) => {
  for (const each of [connection, odd]) {
    const text = snippet.text(each).replaceAll('\\\n', '')
    const words = text.split('\n').flatMap(shellWords)
    expect(words.some((word) => word.includes(each.token ?? ''))).toBe(true)
    if (!/^export \S+$/.test(text)) expect(words.some((word) => word.includes(each.url))).toBe(true)
  }
})

test('an address with a quote in it is one word for a shell', () => {
  const add = snippets.find(
    ({ client, variant }) => client.id === 'claude-code' && variant.kind === 'command',
  )
  expect(shellWords(add?.snippet.text(odd) ?? '')).toEqual([
    'claude',
    'mcp',
    'add',
    '--transport',
    'http',
    '--scope',
    'user',
    '--header',
    `Authorization: ${bearer(odd)}`,
    'prod-github',
    odd.url,
  ])
})

test('each client has its own spelling of the address', () => {
  const entry = (id: string, label: string) => {
    const found = snippets.find(({ client, snippet }) => client.id === id && snippet.label === label)
    const parsed = JSON.parse(found?.snippet.text(connection) ?? '{}')
    return parsed[found?.snippet.within ?? '']['prod-github']
  }
  const { url } = connection
  expect(entry('claude-code', '.mcp.json')).toEqual({
    type: 'http',
    url,
    headers: { Authorization: `Bearer \${SALLYPORT_PROD_GITHUB}` },
  })
  expect(entry('cursor', '~/.cursor/mcp.json')).toEqual({
    url,
    headers: { Authorization: `Bearer \${env:SALLYPORT_PROD_GITHUB}` },
  })
  expect(entry('gemini-cli', '~/.gemini/settings.json')).toMatchObject({
    httpUrl: url,
    headers: { Authorization: 'Bearer $SALLYPORT_PROD_GITHUB' },
  })
  expect(entry('windsurf', '~/.codeium/windsurf/mcp_config.json')).toEqual({
    serverUrl: url,
    headers: { Authorization: bearer(connection) },
  })
  expect(entry('vscode', '.vscode/mcp.json')).toEqual({
    type: 'http',
    url,
    headers: { Authorization: `Bearer \${input:prod-github-token}` },
  })
})

test('Claude Desktop goes through a bridge, which is told when the address is not encrypted', () => {
  const found = snippets.find(({ client }) => client.id === 'claude-desktop')
  const args = (each: Connection) =>
    JSON.parse(found?.snippet.text(each) ?? '')['mcpServers']['prod-github'].args as unknown
  expect(args(connection)).not.toContain('--allow-http')
  expect(args({ ...connection, url: 'http://10.0.0.2:4400/mcp/prod-github' })).toContain('--allow-http')
})

const link = (id: string) => {
  const variant = clients.find((client) => client.id === id)?.variants.find(({ kind }) => kind === 'link')
  return variant?.kind === 'link' ? variant.href : () => ''
}

test("Cursor's link decodes to its name and the bare transport", () => {
  const url = new URL(link('cursor')(connection))
  expect([url.protocol, url.host, url.pathname]).toEqual([
    'cursor:',
    'anysphere.cursor-deeplink',
    '/mcp/install',
  ])
  expect(url.searchParams.get('name')).toBe('prod-github')
  expect(JSON.parse(atob(url.searchParams.get('config') ?? ''))).toEqual({
    url: connection.url,
    headers: { Authorization: bearer(connection) },
  })
})

test("VS Code's link decodes to the server and its question, and holds no token", () => {
  const href = link('vscode')(connection)
  expect(href.startsWith('vscode:mcp/install?')).toBe(true)
  expect(decodeURIComponent(href)).not.toContain(connection.token)
  expect(JSON.parse(decodeURIComponent(href.slice('vscode:mcp/install?'.length)))).toEqual({
    name: 'prod-github',
    type: 'http',
    url: connection.url,
    headers: { Authorization: `Bearer \${input:prod-github-token}` },
    inputs: [
      {
        type: 'promptString',
        id: 'prod-github-token',
        description: 'Sallyport token for prod-github',
        password: true,
      },
    ],
  })
})

test('where a token is said to be kept nowhere, the snippet holds none', () => {
  for (const { variant, snippet } of snippets)
    if (/file holds no token/.test(variant.keeps) && snippet.format !== 'shell')
      expect(snippet.text(connection)).not.toContain(connection.token)
})

test('a token that is not known any more leaves a place to paste it', () => {
  const text = exportLine({ ...connection, token: null })
  expect(text).toBe(`export ${variableOf(connection)}=${tokenPlaceholder}`)
})

test('every client says how to see that it works, or why it cannot', () => {
  const says = (client: Client) =>
    client.cannot === undefined ? client.verify !== '' : client.variants.length === 0
  expect(clients.filter((client) => !says(client))).toEqual([])
})

test.each([
  ['cursor', null, 'cursor'],
  [null, 'Visual Studio Code', 'vscode'],
  [null, 'claude-code', 'claude-code'],
  [null, 'codex-mcp-client', 'codex'],
  [null, 'gemini-cli-mcp-client', 'gemini-cli'],
  [null, 'something', 'claude-code'],
  ['gone', null, 'claude-code'],
])('with %s used last and %s seen, %s comes first', (last, seen, first) => {
  expect(firstClient(last, seen).id).toBe(first)
})
