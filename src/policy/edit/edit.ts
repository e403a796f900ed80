import { compileGlob, isGlob } from '#std/glob'
import type { Json } from '#std/json'
import { isTwice, type JsoncNode, parseJsonc } from '#std/jsonc'
import { pointerOf, pointerSteps } from '#std/pointer'
import { type Fault, fail, ok, type Result } from '#std/result'
import type { Parsed } from '../parse.ts'
import { callLimit } from '../recommend.ts'
import { ToolRule } from '../schema.ts'
import { nodeAt } from '../source.ts'
import { type FormAction, formAction, type PolicyAction } from './actions.ts'
import { addAfter, annotate, type Draft, draftOf, erase, partAt, read, renamePart, write } from './draft.ts'
import { renderEdits } from './render.ts'
import type { TextEdit } from './text-edit.ts'

/** Why a form action cannot be done. */
export type EditFault = Fault<
  'syntax' | 'broken' | 'forbidden_name' | 'not_there' | 'name_taken' | 'no_place' | 'hidden_by_pattern'
>

type Step = Result<undefined, EditFault>

const done: Step = ok(undefined)

/** Turns form actions into the smallest edits of the text; all of them or, where one cannot be done, none. */
export function edit(
  source: Parsed | string,
  actions: readonly PolicyAction[],
): Result<readonly TextEdit[], EditFault> {
  const tree = typeof source === 'string' ? treeOf(source) : rootOf(source)
  if (!tree.ok) return tree
  const draft = draftOf(tree.value)
  for (const action of actions) {
    const step = perform(draft, tree.value, action)
    if (!step.ok) return step
  }
  return ok(renderEdits(typeof source === 'string' ? source : source.text, draft))
}

/** Without judging the document: an edit of a large one must not wait for that. */
function treeOf(text: string): Result<JsoncNode, EditFault> {
  const tree = parseJsonc(text)
  return tree.ok ? tree : fail({ code: 'syntax', message: tree.fault.message })
}

function rootOf({ root, problems }: Parsed): Result<JsoncNode, EditFault> {
  if (root !== undefined) return ok(root)
  return fail({ code: 'syntax', message: problems[0]?.message ?? 'the text cannot be read' })
}

function perform(draft: Draft, root: JsoncNode, action: PolicyAction): Step {
  const place = placeOf(action)
  if (place.includes('__proto__'))
    return fail({ code: 'forbidden_name', message: '`__proto__` may not be a name' })
  const twice = doubledName(root, place)
  if (twice !== undefined)
    return fail({
      code: 'broken',
      message: `\`${twice}\` stands twice, so it must be mended in the text first`,
    })
  return performAt(draft, action, place)
}

/** The path that an action is about. */
function placeOf(action: PolicyAction): readonly string[] {
  switch (action.kind) {
    case 'set':
    case 'remove':
      return pointerSteps(action.pointer)
    case 'set_default':
      return ['default']
    case 'set_resources':
      return ['resources']
    case 'set_prompts':
      return ['prompts']
    case 'set_all_tools':
      return ['all_tools']
    case 'set_class_rule':
    case 'remove_class_rule':
      return ['risk', action.category]
    case 'add_test':
      return ['tests', '-']
    case 'set_test':
    case 'remove_test':
      return ['tests', String(action.index)]
    case 'hide':
    case 'unhide':
      return ['hide']
    case 'set_field':
      return ['tools', action.tool, action.field]
    default:
      return ['tools', action.tool]
  }
}

/** The name on the way to a place that the text has twice, so that nobody can say which one is meant. */
function doubledName(root: JsoncNode, place: readonly string[]): string | undefined {
  let node: JsoncNode | undefined = root
  for (const step of place) {
    if (node?.kind === 'object' && isTwice(node, step)) return step
    node = node && nodeAt(node, [step])
  }
  return undefined
}

function performAt(draft: Draft, action: PolicyAction, place: readonly string[]): Step {
  switch (action.kind) {
    case 'set_action':
      return setAction(draft, action)
    case 'set_rule':
      return putRule(draft, action, jsonOf(action.rule))
    case 'set_class_rule':
      return put(draft, place, jsonOf(action.rule))
    case 'rename_rule':
      return rename(draft, action)
    case 'set_note':
      return setNote(draft, action)
    case 'hide':
      return hide(draft, action.tool)
    case 'unhide':
      return unhide(draft, action.tool)
    case 'add_test':
      return put(draft, place, jsonOf(action.test))
    case 'set_test':
      if (read(draft, place) === undefined) return notThere(place)
      return put(draft, place, jsonOf(action.test))
    case 'remove_rule':
    case 'remove_class_rule':
    case 'remove_test':
    case 'remove':
      return take(draft, place)
    default:
      return action.value === undefined ? takeIfThere(draft, place) : put(draft, place, jsonOf(action.value))
  }
}

/** A value as JSON: fields that are `undefined` are absent. */
function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

function put(draft: Draft, place: readonly string[], value: Json): Step {
  if (write(draft, place, value)) return done
  return fail({ code: 'no_place', message: `there is no place for \`${pointerOf(place)}\`` })
}

/** A rule that is new joins the group of another, if one is named. */
function putRule(draft: Draft, { tool, after }: { tool: string; after?: string }, rule: Json): Step {
  const rules = partAt(draft, 'tools')?.draft
  if (rules === undefined || after === undefined || read(rules, [tool]) !== undefined)
    return put(draft, ['tools', tool], rule)
  addAfter(rules, tool, rule, after)
  return done
}

function take(draft: Draft, place: readonly string[]): Step {
  return erase(draft, place) ? done : notThere(place)
}

function notThere(place: readonly string[]): Step {
  return fail({ code: 'not_there', message: `there is no \`${pointerOf(place)}\`` })
}

function takeIfThere(draft: Draft, place: readonly string[]): Step {
  if (read(draft, place) !== undefined) erase(draft, place)
  return done
}

function rename(draft: Draft, { tool, to }: PolicyAction & { kind: 'rename_rule' }): Step {
  if (to === '__proto__') return fail({ code: 'forbidden_name', message: '`__proto__` may not be a name' })
  const rules = partAt(draft, 'tools')?.draft
  if (rules === undefined || read(rules, [tool]) === undefined) return notThere(['tools', tool])
  if (to !== tool && read(rules, [to]) !== undefined)
    return fail({ code: 'name_taken', message: `there is already a rule \`${to}\`` })
  renamePart(rules, tool, to)
  return done
}

function setNote(draft: Draft, { tool, note }: PolicyAction & { kind: 'set_note' }): Step {
  const rules = partAt(draft, 'tools')?.draft
  return rules !== undefined && annotate(rules, tool, note) ? done : notThere(['tools', tool])
}

function hiddenNames(draft: Draft): string[] {
  const entries = read(draft, ['hide'])
  return Array.isArray(entries) ? entries.map(String) : []
}

function hide(draft: Draft, tool: string): Step {
  const names = hiddenNames(draft)
  if (names.includes(tool)) return done
  return put(draft, ['hide', '-'], tool)
}

function unhide(draft: Draft, tool: string): Step {
  const names = hiddenNames(draft)
  for (let at = names.length - 1; at >= 0; at -= 1) if (names[at] === tool) erase(draft, ['hide', String(at)])
  const pattern = names.find((name) => isGlob(name) && compileGlob(name).matches(tool))
  if (pattern === undefined) return done
  return fail({ code: 'hidden_by_pattern', message: `\`${tool}\` is hidden by the pattern \`${pattern}\`` })
}

/** Fields of a rule that the five-way control writes, in the order in which a new rule has them. */
type Fields = Partial<Record<keyof ToolRule, Json | undefined>>

/** What each choice changes of a rule; `undefined` takes a field away. Conditions stay, whatever is chosen. */
function fieldsFor(chosen: FormAction, rule: ToolRule, limit: Json): Fields {
  const hasLimits = formAction({ limits: rule.limits, rate_limit: rule.rate_limit }) === 'limit'
  switch (chosen) {
    case 'hide':
      return { action: 'hide' }
    case 'deny':
      return { action: 'deny' }
    case 'ask':
      return { action: 'require_approval' }
    case 'limit':
      return { action: undefined, approve_if: undefined, ...(hasLimits ? {} : { limits: [limit] }) }
    case 'allow':
      return { action: undefined, approve_if: undefined, limits: undefined, rate_limit: undefined }
  }
}

function setAction(draft: Draft, asked: PolicyAction & { kind: 'set_action' }): Step {
  const { tool, action, limit } = asked
  const place = ['tools', tool]
  if (action !== 'hide') {
    const shown = unhide(draft, tool)
    if (!shown.ok) return shown
  }
  const before = read(draft, place)
  const rule = ToolRule.safeParse(before ?? {})
  if (!rule.success)
    return fail({ code: 'broken', message: `the rule \`${tool}\` must be mended in the text first` })
  if (before !== undefined && formAction(rule.data) === action) return done
  const fields = fieldsFor(action, rule.data, jsonOf(limit ?? callLimit(tool, 30)))
  if (before === undefined) return putRule(draft, asked, jsonOf(fields))
  for (const [field, value] of Object.entries(fields)) {
    const step =
      value === undefined ? takeIfThere(draft, [...place, field]) : put(draft, [...place, field], value)
    if (!step.ok) return step
  }
  return done
}
