import { dictionary } from '@zxcvbn-ts/language-common'

/** The passwords that are tried first, most common first; those shorter than ten characters matter as parts of longer ones. */
const common: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].map((password) => password.toLowerCase()),
)

/** Words that an attacker of this very account would try. */
function ownWords(email: string): string[] {
  const [local = '', domain = ''] = email.toLowerCase().split('@')
  return [local, ...local.split(/[^\p{L}\p{N}]+/u), domain, domain.split('.')[0] ?? '', 'sallyport'].filter(
    (word) => word.length >= 3,
  )
}

/** What is left of a password when the usual decoration is taken off: `P@ssw0rd2026!` is `password`. */
function bareOf(password: string): string {
  const plain = password.replaceAll('@', 'a').replaceAll('$', 's').replaceAll('0', 'o').replaceAll('3', 'e')
  return [password, plain].map((text) => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')).sort(byLength)[0] ?? ''
}

function byLength(a: string, b: string): number {
  return a.length - b.length
}

function isRepeated(text: string): boolean {
  const match = /^(.{1,12}?)\1+$/su.exec(text)
  return match?.[1] !== undefined && (match[1].length <= 4 || common.has(match[1]))
}

/**
 * Whether a password is one of those that are tried first (NIST SP 800-63B §5.1.1.2): a common one, the account's own name
 * or ours, with or without the usual decoration, or a short piece again and again.
 */
export function isCommonPassword(password: string, email: string): boolean {
  const lower = password.normalize('NFKC').toLowerCase()
  if (common.has(lower) || isRepeated(lower)) return true
  const bare = bareOf(lower)
  return (
    common.has(bare) ||
    ownWords(email).some((word) => lower === word || bare === word) ||
    (bare === '' && lower.length < 16)
  )
}
