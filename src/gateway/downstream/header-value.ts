const canonical = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * What a header that repeats a body says: itself, or what it wraps as `=?base64?…?=`; undefined when that is not
 * readable (MCP 2026-07-28, Transports, "Value encoding").
 */
export function headerValue(value: string): string | undefined {
  if (!value.startsWith('=?base64?') || !value.endsWith('?=')) return value
  const wrapped = value.slice(9, -2)
  if (!canonical.test(wrapped)) return undefined
  try {
    return utf8.decode(Buffer.from(wrapped, 'base64'))
  } catch {
    return undefined
  }
}
