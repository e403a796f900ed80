import type { Slug } from '#model/server'

const longest = 32

/** A slug made of a name: `Prod FortiManager (EU)` is `prod-fortimanager-eu`. */
export function slugOf(name: string): Slug {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
  return trimmed(plain.slice(0, longest)) || 'server'
}

/** The `count`-th choice: `github`, `github-2`, `github-3`. */
export function slugChoice(slug: Slug, count: number): Slug {
  if (count === 1) return slug
  const suffix = `-${count}`
  return `${trimmed(slug.slice(0, longest - suffix.length))}${suffix}`
}

function trimmed(text: string): string {
  return text.replace(/^-+|-+$/g, '')
}
