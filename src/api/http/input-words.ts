import type { z } from 'zod'

/** What is wrong with an input, for the person who typed it; where a schema has words of its own, those are told. */
export function inputInWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'this is missing' : `this must be ${article(issue.expected)}`
    case 'too_small':
      return smallInWords(issue.origin, Number(issue.minimum))
    case 'too_big':
      return bigInWords(issue.origin, Number(issue.maximum))
    case 'invalid_value':
      return `use ${issue.values.map((value) => `\`${String(value)}\``).join(' or ')}`
    case 'unrecognized_keys':
      return `there is no \`${issue.keys.join('`, `')}\``
    default:
      return undefined
  }
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
}

function smallInWords(origin: string, minimum: number): string {
  if (origin === 'string') return minimum === 1 ? 'this is empty' : `use at least ${minimum} characters`
  return origin === 'array' ? `give at least ${minimum}` : `use ${minimum} or more`
}

function bigInWords(origin: string, maximum: number): string {
  if (origin === 'string') return `use at most ${maximum} characters`
  return origin === 'array' ? `give at most ${maximum}` : `use ${maximum} or less`
}
