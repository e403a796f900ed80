import type { MergeConflict, MergedPart } from '#policy'

/** What a part is called in a sentence. */
export function partName({ subject, name }: Pick<MergeConflict, 'subject' | 'name'>): string {
  switch (subject) {
    case 'tool':
      return `\`${name}\``
    case 'class':
      return `the class ${name}`
    case 'hidden':
      return `hiding \`${name}\``
    case 'test':
      return `the test \`${name}\``
    case 'limit':
      return `the limit \`${name}\` for all tools`
    case 'all_tools':
      return `\`${name}\` for all tools`
    case 'comments':
      return 'comments that belong to no rule'
    case 'setting':
      return `\`${name}\``
  }
}

const verbs = { added: 'new', changed: 'changed', removed: 'gone' } as const

/** One line for what came in or stays: `` `delete_device` changed ``. */
export function mergedLine(part: MergedPart): string {
  return `${partName(part)} ${verbs[part.change]}`
}

/** The first few of a list in one sentence. */
export function listed(parts: readonly MergedPart[], most = 4): string {
  const shown = parts.slice(0, most).map(mergedLine)
  return parts.length > most ? `${shown.join(', ')} and ${parts.length - most} more` : shown.join(', ')
}
