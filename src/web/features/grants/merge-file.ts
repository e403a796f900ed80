import { applyEdits, modify, type ParseError, parse } from 'jsonc-parser'
import { isJsonObject, type Json } from '#std/json'
import { fail, ok, type Result } from '#std/result'

/**
 * A client's file with our server put among the others, comments and order kept. Done in the browser: the file may hold
 * other people's tokens and is never sent anywhere.
 */
export function mergedFile(current: string, snippet: string, within: string): Result<string> {
  const ours: unknown = JSON.parse(snippet)
  if (!isJsonObject(ours)) return fail({ code: 'no_object', message: 'there is nothing to merge' })
  const start = current.trim() === '' ? '{}' : current
  const errors: ParseError[] = []
  const theirs: unknown = parse(start, errors, { allowTrailingComma: true })
  const [first] = errors
  if (first !== undefined)
    return fail({ code: 'syntax', message: `your file is not JSON at character ${first.offset + 1}` })
  if (!isJsonObject(theirs)) return fail({ code: 'no_object', message: 'your file is not a JSON object' })
  const servers = ours[within]
  const withServers = isJsonObject(servers)
    ? Object.entries(servers).reduce((text, [name, entry]) => set(text, [within, name], entry), start)
    : start
  // What stands beside the servers, such as the questions that VS Code asks: added to, never replaced.
  const rest = Object.entries(ours).filter(([key]) => key !== within)
  return ok(rest.reduce((text, [key, value]) => set(text, [key], appended(theirs[key], value)), withServers))
}

function set(text: string, path: string[], value: unknown): string {
  return applyEdits(
    text,
    modify(text, path, value, { formattingOptions: { tabSize: 2, insertSpaces: true, eol: '\n' } }),
  )
}

function appended(theirs: Json | undefined, ours: Json): Json {
  if (!Array.isArray(theirs) || !Array.isArray(ours)) return ours
  const ids = new Set(ours.map(idOf))
  return [...theirs.filter((item) => !ids.has(idOf(item))), ...ours]
}

function idOf(item: Json): string {
  return isJsonObject(item) && typeof item['id'] === 'string' ? item['id'] : JSON.stringify(item)
}
