import { z } from 'zod'
import { Condition, Operator, type Predicate } from '#policy'
import type { Json } from '#std/json'
import { type ArgumentPath, operatorsFor, strangePath } from './argument-paths.ts'
import { textOf, typeBeside, typedList, typedValue } from './condition-value.ts'
import type { PredicateList } from './rule-target.ts'

/** One condition while it is being written: its value as text, until the type of its argument reads it. */
const ConditionDraft = z.object({
  path: z.string(),
  op: Operator,
  text: z.string(),
  /** The values of `in` and `not_in`. */
  texts: z.array(z.string()),
  /** Which condition of the text it was: what is not touched stays just as it is written. */
  was: z.number().optional(),
})
export type ConditionDraft = z.infer<typeof ConditionDraft>

export interface PredicateDraft {
  list: PredicateList
  on_deny: string
  conditions: ConditionDraft[]
}

export interface PredicateWritten {
  readonly list: PredicateList
  readonly predicate: Predicate
}

/** Reads a draft as a predicate of the language; what is wrong is told at its field. */
export function predicateSchema(paths: readonly ArgumentPath[], before: readonly Condition[]) {
  return z
    .object({
      list: z.enum(['require', 'deny_if', 'approve_if']),
      on_deny: z.string(),
      conditions: z.array(ConditionDraft),
    })
    .transform(({ list, on_deny, conditions }, context): PredicateWritten => {
      const complain = (index: number, field: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['conditions', index, field], message })
      const written = conditions.map((draft, index) => {
        const was = draft.was === undefined ? undefined : before[draft.was]
        if (was !== undefined && isUntouched(draft, was, paths)) return was
        return conditionOf(draft, paths, (field, message) => complain(index, field, message))
      })
      const told = on_deny.trim()
      return { list, predicate: { conditions: written, ...(told !== '' && { on_deny: told }) } }
    })
}

function conditionOf(
  draft: ConditionDraft,
  paths: readonly ArgumentPath[],
  complain: (field: string, message: string) => void,
): Condition {
  const { path, op } = draft
  const argument = argumentAt(paths, path)
  const typed = isListed(op) ? typedList(draft.texts, argument) : typedValue(draft.text, argument, op)
  const read = Condition.safeParse({ path, op, value: typed.ok ? typed.value : null })
  if (typed.ok && read.success) return read.data
  if (!typed.ok) complain('text', typed.message)
  else
    for (const issue of read.error?.issues ?? [])
      complain(issue.path[0] === 'path' ? 'path' : 'text', sentenceOf(issue.message))
  return { path, op, value: null }
}

function sentenceOf(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replaceAll('`', '')
}

function isUntouched(draft: ConditionDraft, was: Condition, paths: readonly ArgumentPath[]): boolean {
  const before = conditionDraft(was, 0, paths)
  return (
    before.path === draft.path &&
    before.op === draft.op &&
    (isListed(draft.op)
      ? before.texts.length === draft.texts.length &&
        before.texts.every((text, at) => text === draft.texts[at])
      : before.text === draft.text)
  )
}

export function isListed(op: Condition['op']): boolean {
  return op === 'in' || op === 'not_in'
}

export function argumentAt(paths: readonly ArgumentPath[], path: string): ArgumentPath {
  return paths.find((one) => one.path === path) ?? strangePath(path)
}

/** A condition of the text, to be changed. */
function conditionDraft(
  { path, op, value }: Condition,
  was: number,
  paths: readonly ArgumentPath[],
): ConditionDraft {
  const type = typeBeside(argumentAt(paths, path), op)
  const words = (one: Json) => textOf(one, type)
  const texts = isListed(op) && Array.isArray(value) ? value.map(words) : []
  return { path, op, text: isListed(op) ? '' : words(value), texts, was }
}

/** A new condition on the first argument that has a plain value, or else on what comes first. */
export function newCondition(paths: readonly ArgumentPath[]): ConditionDraft {
  const plain = paths.find(({ type }) => type !== 'object' && type !== 'list')
  const first = plain ?? paths[0] ?? strangePath('args.')
  const op = operatorsFor(first)[0] ?? 'exists'
  return { path: first.path, op, text: op === 'exists' ? 'true' : '', texts: [] }
}

/** A predicate of the text, or a new one. */
export function predicateDraft(
  list: PredicateList,
  predicate: Predicate | undefined,
  paths: readonly ArgumentPath[],
): PredicateDraft {
  return {
    list,
    on_deny: predicate?.on_deny ?? '',
    conditions: predicate?.conditions.map((one, index) => conditionDraft(one, index, paths)) ?? [
      newCondition(paths),
    ],
  }
}
