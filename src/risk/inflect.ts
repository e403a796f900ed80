/** How a verb stands: `create`, `creates`, `creating`, `created`, or as its noun `creation`. */
export type VerbForm = 'base' | 's' | 'ing' | 'ed' | 'noun'

const doubled = /(?:^|[^aeiou])[aeiou][bdgklmnprt]$/
const unstressed = /(?:er|en|on|it|et|or|el|at|ew|ip|al|ap)$/

/** Every form of a regular English verb; needless extra forms do no harm, they are never met. */
export function formsOf(base: string): readonly (readonly [string, VerbForm])[] {
  const third = /(?:[sxz]|ch|sh)$/.test(base) ? `${base}es` : yToIes(base)
  const stem = base.endsWith('e') && !/(?:ee|ye|oe)$/.test(base) ? base.slice(0, -1) : base
  const doubles = doubled.test(base) && (base.length <= 4 || !unstressed.test(base))
  const stems = doubles ? [stem + base.slice(-1)] : [stem]
  // British English doubles where American does not: `cancelling`, `labelled`.
  if (/[aeiou]l$/.test(base)) stems.push(`${base}l`, base)
  const forms: [string, VerbForm][] = [
    [base, 'base'],
    [third, 's'],
  ]
  for (const each of stems)
    forms.push(
      [`${each}ing`, 'ing'],
      [/[^aeiou]y$/.test(each) ? `${each.slice(0, -1)}ied` : `${each}ed`, 'ed'],
    )
  return forms
}

/** The plural of a regular noun. */
export function pluralOf(noun: string): string {
  return /(?:[sxz]|ch|sh)$/.test(noun) ? `${noun}es` : yToIes(noun)
}

function yToIes(word: string): string {
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`
}
