import { compileGlob, isGlob } from '#std/glob'
import type { CompiledRule } from '../compile-rule.ts'
import type { Finding } from '../problem.ts'
import type { Predicate, ToolRule } from '../schema.ts'
import { decided } from './grounds.ts'
import { fixBy, type Linting } from './linting.ts'

/** Rules, conditions and entries that something else always decides before. */
export function shadowFindings(linting: Linting): Finding[] {
  return [
    ...linting.policy.rules.flatMap((rule) => [...ruleShadow(linting, rule), ...predicateShadows(rule)]),
    ...hideShadows(linting),
  ]
}

function ruleShadow(linting: Linting, rule: CompiledRule): Finding[] {
  const { parsed, grounds } = linting
  if (grounds.all.length === 0) return []
  const tools = decided(grounds, rule)
  const { pointer } = rule
  if (rule.section === 'risk') {
    // Where each tool of the class has a rule of its own, this one still stands under those that the server adds later.
    if (grounds.all.some(({ category }) => category === rule.key)) return []
    return [{ code: 'never_matches', message: 'the server has no tool of this class', pointer }]
  }
  if (tools.length > 0 && tools.every(({ resolved }) => resolved.hiddenBy !== undefined)) {
    const by = tools[0]?.resolved.hiddenBy ?? ''
    const fix = fixBy(parsed, 'Remove the rule', [{ kind: 'remove', pointer }])
    return [{ code: 'shadowed', message: `\`${by}\` hides it, so the rule never decides`, pointer, fix }]
  }
  return patternShadow(linting, rule)
}

/** A pattern whose tools all have rules that are more specific. A pattern that matches none is another finding. */
function patternShadow({ grounds }: Linting, { pointer, key }: CompiledRule): Finding[] {
  if (!isGlob(key) || grounds.decidedBy.has(pointer)) return []
  const glob = compileGlob(key)
  for (const known of grounds.names)
    if (glob.matches(known))
      return [
        { code: 'shadowed', message: 'more specific rules decide for every tool that it matches', pointer },
      ]
  return []
}

function isUnconditional({ conditions }: Predicate): boolean {
  return conditions.length === 0
}

/** What stands behind a predicate that always holds is never looked at. */
function predicateShadows({ source, pointer }: CompiledRule): Finding[] {
  if (source.deny_if === undefined && source.approve_if === undefined) return []
  const lists = [
    ['deny_if', source.deny_if],
    ['approve_if', source.approve_if],
  ] as const
  return lists
    .flatMap(([field, predicates = []]) => {
      const always = predicates.findIndex(isUnconditional)
      if (always < 0) return []
      return predicates.slice(always + 1).map(
        (_, index): Finding => ({
          code: 'shadowed',
          message: `\`${field}/${always}\` always holds, so this is never looked at`,
          pointer: `${pointer}/${field}/${always + 1 + index}`,
        }),
      )
    })
    .concat(approvalShadow(source, pointer))
}

function approvalShadow(source: ToolRule, pointer: string): Finding[] {
  const always = source.deny_if?.findIndex(isUnconditional) ?? -1
  if (always < 0 || (source.action !== 'require_approval' && source.approve_if === undefined)) return []
  const at = source.action === 'require_approval' ? 'action' : 'approve_if'
  return [
    {
      code: 'shadowed',
      message: `\`deny_if/${always}\` always denies, so nobody is ever asked`,
      pointer: `${pointer}/${at}`,
    },
  ]
}

function hideShadows({ parsed, document }: Linting): Finding[] {
  const entries = document.hide ?? []
  const globs = entries.flatMap((entry, index) =>
    isGlob(entry) ? [{ glob: compileGlob(entry), index }] : [],
  )
  const first = new Map<string, number>()
  return entries.flatMap((entry, index): Finding[] => {
    const by =
      first.get(entry) ??
      globs.find((one) => one.index !== index && !isGlob(entry) && one.glob.matches(entry))?.index
    if (!first.has(entry)) first.set(entry, index)
    if (by === undefined) return []
    const pointer = `/hide/${index}`
    const fix = fixBy(parsed, 'Remove it', [{ kind: 'remove', pointer }])
    return [{ code: 'shadowed', message: `\`${entries[by] ?? ''}\` hides it already`, pointer, fix }]
  })
}
