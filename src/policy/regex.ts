import { RE2JS } from 're2js'
import { type Fault, fail, ok, type Result } from '#std/result'

/** A pattern of RE2: matches in time linear in the text, whatever the pattern. */
export interface Regex {
  readonly matches: (text: string) => boolean
}

/** The longest pattern; matching takes time in the product of pattern and text. */
const longestPattern = 1000

/** Compiles an unanchored RE2 pattern. */
export function compileRegex(pattern: string): Result<Regex, Fault<'bad_regex'>> {
  if (pattern.length > longestPattern)
    return fail({ code: 'bad_regex', message: `a pattern has at most ${longestPattern} characters` })
  try {
    const compiled = RE2JS.compile(pattern)
    return ok({ matches: (text) => compiled.matcher(text).find() })
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'it does not compile'
    return fail({ code: 'bad_regex', message: `\`${pattern}\` is no RE2 pattern: ${why}` })
  }
}
