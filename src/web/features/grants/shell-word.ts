/** One word for a POSIX shell, quoted only where it must be. */
export function copyable(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
