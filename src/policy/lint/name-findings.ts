import { compileGlob, isGlob } from '#std/glob'
import { nearest } from '#std/nearest'
import { pointerStep } from '#std/pointer'
import type { PolicyAction } from '../edit/actions.ts'
import type { Finding } from '../problem.ts'
import { fixBy, type Linting } from './linting.ts'

/** Names and patterns that mean no tool of the server. */
export function nameFindings(linting: Linting): Finding[] {
  const { document, grounds } = linting
  if (grounds.all.length === 0) return []
  const isStrange = (name: string) => !grounds.names.has(name)
  const rules = Object.keys(document.tools ?? {})
    .filter(isStrange)
    .map((name) => ({
      name,
      pointer: `/tools${pointerStep(name)}`,
      rename: (to: string): PolicyAction => ({ kind: 'rename_rule', tool: name, to }),
      remove: { kind: 'remove_rule', tool: name } as const,
    }))
  const hidden = (document.hide ?? []).map((name, index) => replaceable(name, `/hide/${index}`))
  const tests = (document.tests ?? []).map(({ tool }, index) => ({
    name: tool,
    pointer: `/tests/${index}/tool`,
    rename: (to: string): PolicyAction => ({ kind: 'set', pointer: `/tests/${index}/tool`, value: to }),
    remove: { kind: 'remove_test', index } as const,
  }))
  return [...rules, ...hidden, ...tests].flatMap((mention) => findingOf(linting, mention))
}

interface Mention {
  readonly name: string
  readonly pointer: string
  readonly rename: (to: string) => PolicyAction
  readonly remove: PolicyAction
}

function replaceable(name: string, pointer: string): Mention {
  return {
    name,
    pointer,
    rename: (to) => ({ kind: 'set', pointer, value: to }),
    remove: { kind: 'remove', pointer },
  }
}

function findingOf({ parsed, document, grounds }: Linting, mention: Mention): Finding[] {
  const { name, pointer } = mention
  if (grounds.names.has(name)) return []
  if (isGlob(name)) {
    const glob = compileGlob(name)
    for (const known of grounds.names) if (glob.matches(known)) return []
    const fix = fixBy(parsed, 'Remove it', [mention.remove])
    return [{ code: 'unknown_tool', message: `no tool of the server matches \`${name}\``, pointer, fix }]
  }
  const meant = nearest(name, grounds.names)
  // The name may be one that a dispatcher takes and nobody has listed.
  if (meant === undefined && grounds.hasOpenNames) return []
  const isFree = meant !== undefined && !Object.hasOwn(document.tools ?? {}, meant)
  const fix = isFree
    ? fixBy(parsed, `Change to \`${meant}\``, [mention.rename(meant)])
    : fixBy(parsed, 'Remove it', [mention.remove])
  const hint = meant === undefined ? '' : `; did you mean \`${meant}\``
  return [{ code: 'unknown_tool', message: `the server has no tool \`${name}\`${hint}`, pointer, fix }]
}
