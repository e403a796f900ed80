import type { PolicyDocument, Problem } from '#policy'
import { fingerprint } from '#std/fingerprint'
import { pointerSteps } from '#std/pointer'
import type { LookedAt } from '#web/data/acknowledgements.ts'
import { numberWords } from '#web/ui/display/number-words.ts'
import type { Row } from './rows.ts'
import { ruleText } from './rule-text.ts'

/** All that a policy says of a name: who keeps it though the server has no such tool keeps it as it is now. */
export function mentionMark({ tools, hide }: PolicyDocument, name: string): string {
  const rule = tools !== undefined && Object.hasOwn(tools, name) ? tools[name] : undefined
  return fingerprint(`${hide?.includes(name) === true ? 'hidden' : ''} ${ruleText(rule)}`)
}

/** The name that a problem finds no tool for, where a person may choose to keep it. */
export function strayName(document: PolicyDocument, { code, pointer }: Pick<Problem, 'code' | 'pointer'>) {
  if (code !== 'unknown_tool') return undefined
  const [section, step = ''] = pointerSteps(pointer)
  if (section === 'tools') return step
  return section === 'hide' ? document.hide?.[Number(step)] : undefined
}

/** The problems without those of names that somebody keeps. The same list when there are none. */
export function withoutKept(
  problems: readonly Problem[],
  document: PolicyDocument,
  lookedAt: ReadonlyMap<string, string>,
): readonly Problem[] {
  const isKept = (problem: Problem) => {
    const name = strayName(document, problem)
    const mark = name === undefined ? undefined : lookedAt.get(name)
    return name !== undefined && mark !== undefined && mark === mentionMark(document, name)
  }
  return lookedAt.size > 0 && problems.some(isKept) ? problems.filter((one) => !isKept(one)) : problems
}

/** What to say when somebody has looked at these rows. */
export function looksAt(rows: readonly Row[]): LookedAt[] {
  return rows.flatMap(({ name, kind, mark }) =>
    mark === undefined ? [] : [{ tool: name, about: kind === 'tool' ? 'definition' : 'rule', mark }],
  )
}

export function lookedAtWords(count: number): string {
  return `Looked at ${numberWords(count)} ${count === 1 ? 'tool' : 'tools'}.`
}
