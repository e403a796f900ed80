/** The slug a name would get: what the API makes of it too, when nobody else has taken it. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '')
}

/** A first name for a server, from its address: the host without what every address has. */
export function nameOfUrl(url: string): string {
  if (!URL.canParse(url)) return ''
  const { hostname, port } = new URL(url)
  if (hostname === 'localhost' || /^[\d.]+$|^\[/.test(hostname)) return `${hostname}${port && ` ${port}`}`
  const labels = hostname.split('.').filter((label) => !/^(www|api|mcp)$/.test(label))
  return (labels.length > 1 ? labels.slice(0, -1) : labels).join(' ')
}

const runner = /^(npx|uvx|node|python3?|bunx|deno|docker|run|exec)$/
const plainFolder = /^(dist|build|out|src|lib|bin|index|main|server|cli|app|node_modules|\.+|)$/

/** A first name from a command line: the package it runs, or the part of its path that says something. */
export function nameOfCommand(words: readonly string[]): string {
  const telling = words.find((word) => !word.startsWith('-') && !runner.test(word)) ?? words[0] ?? ''
  const parts = telling.split('/').map((part) => part.replace(/@[\w.^~-]+$/, '').replace(/\.\w{1,4}$/, ''))
  return parts.findLast((part) => !plainFolder.test(part)) ?? parts.at(-1) ?? ''
}
