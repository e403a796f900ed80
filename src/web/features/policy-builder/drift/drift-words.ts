import type { DefinitionChange } from '#policy'

const mostValues = 5

/** What a server has changed of a tool, as a part of a sentence; names stand in backticks. */
export function changeWords(change: DefinitionChange): string {
  switch (change.kind) {
    case 'argument_removed':
      return `${argument(change.path)} is gone`
    case 'argument_added':
      return `${argument(change.path)} is new${change.required ? ', and must be given' : ''}`
    case 'type_changed':
      return `${argument(change.path)} is ${type(change.after)} now, and was ${type(change.before)}`
    case 'required_changed':
      return `${argument(change.path)} ${change.required ? 'must be given now' : 'need not be given any more'}`
    case 'values_changed': {
      const gone = change.removed.length > 0 && `no longer takes ${values(change.removed)}`
      const fresh = change.added.length > 0 && `takes ${values(change.added)}`
      return `${argument(change.path)} ${[gone, fresh].filter((part) => part !== false).join(', and ')}`
    }
    case 'argument_changed': {
      const keywords = change.keywords.map((keyword) => `\`${keyword}\``).join(', ')
      return `${keywords} of ${change.path === 'args' ? 'the arguments as a whole' : argument(change.path)} changed`
    }
    case 'part_changed':
      return parts.get(change.part) ?? `its \`${change.part}\` changed`
  }
}

const parts: ReadonlyMap<string, string> = new Map([
  ['title', 'its title changed'],
  ['description', 'its description changed'],
  ['annotations', 'what the server claims of its effects changed'],
  ['outputSchema', 'what it answers changed'],
])

function argument(path: string): string {
  return `\`${path.replace(/^args\.?/, '')}\``
}

function type(words: string | undefined): string {
  return words ?? 'of any type'
}

function values(all: readonly string[]): string {
  const shown = all.slice(0, mostValues).map((value) => JSON.stringify(value))
  return all.length > mostValues
    ? `${shown.join(', ')} and ${all.length - mostValues} more`
    : shown.join(', ')
}
