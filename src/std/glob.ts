/** A name with `*` for any characters, also none. */
export interface Glob {
  readonly matches: (name: string) => boolean
  /** How many characters are not `*`: the more, the more specific. */
  readonly literals: number
}

export function isGlob(pattern: string): boolean {
  return pattern.includes('*')
}

/** Compiles a pattern. Matching looks for each part once, so its time is linear however many `*` there are. */
export function compileGlob(pattern: string): Glob {
  const parts = pattern.split('*')
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  const inner = parts.slice(1, -1).filter((part) => part !== '')
  const literals = [...pattern].filter((sign) => sign !== '*').length
  if (parts.length === 1) return { matches: (name) => name === pattern, literals }
  return {
    literals,
    matches(name) {
      if (name.length < first.length + last.length) return false
      if (!name.startsWith(first) || !name.endsWith(last)) return false
      const end = name.length - last.length
      let at = first.length
      for (const part of inner) {
        const found = name.indexOf(part, at)
        if (found < 0 || found + part.length > end) return false
        at = found + part.length
      }
      return true
    },
  }
}
