import type { Category } from '#risk'
import type { Json } from '#std/json'
import type { AllTools, Default, Limit, PolicyDocument, PolicyTest, ToolRule } from '../schema.ts'

/** The five-way control of a form. */
export type FormAction = 'allow' | 'limit' | 'ask' | 'deny' | 'hide'

/**
 * What a person does in a form. Rules are named by the key they have, or shall have, under `tools`. A new one comes
 * behind the rule that `after` names, so that it joins its group, or else behind the last.
 */
export type PolicyAction =
  /** The five-way control: conditions stay; `limit` without limits adds the given one, or 30 calls a minute. */
  | {
      readonly kind: 'set_action'
      readonly tool: string
      readonly action: FormAction
      readonly limit?: Limit
      readonly after?: string
    }
  | { readonly kind: 'set_rule'; readonly tool: string; readonly rule: ToolRule; readonly after?: string }
  /** Without `value` the field is removed; a rule that is not there yet is made. */
  | {
      readonly kind: 'set_field'
      readonly tool: string
      readonly field: keyof ToolRule
      readonly value?: ToolRule[keyof ToolRule]
    }
  | { readonly kind: 'remove_rule'; readonly tool: string }
  | { readonly kind: 'rename_rule'; readonly tool: string; readonly to: string }
  /** The comment above a rule; an empty note removes it. */
  | { readonly kind: 'set_note'; readonly tool: string; readonly note: string }
  | { readonly kind: 'hide'; readonly tool: string }
  | { readonly kind: 'unhide'; readonly tool: string }
  | { readonly kind: 'set_default'; readonly value: Default }
  | { readonly kind: 'set_resources'; readonly value?: Default }
  | { readonly kind: 'set_prompts'; readonly value?: Default }
  | { readonly kind: 'set_all_tools'; readonly value?: AllTools }
  | { readonly kind: 'set_class_rule'; readonly category: Category; readonly rule: ToolRule }
  | { readonly kind: 'remove_class_rule'; readonly category: Category }
  | { readonly kind: 'add_test'; readonly test: PolicyTest }
  | { readonly kind: 'set_test'; readonly index: number; readonly test: PolicyTest }
  | { readonly kind: 'remove_test'; readonly index: number }
  /** Anything else, by JSON Pointer; a missing parent is made. `-` as the last step appends to a list. */
  | { readonly kind: 'set'; readonly pointer: string; readonly value: Json }
  | { readonly kind: 'remove'; readonly pointer: string }

/** What the five-way control shows for a rule: the first that holds of hide, deny, ask, limit, allow. */
export function formAction(rule: ToolRule, hidden = false): FormAction {
  if (hidden || rule.action === 'hide') return 'hide'
  if (rule.action === 'deny') return 'deny'
  if (rule.action === 'require_approval' || isFilled(rule.approve_if)) return 'ask'
  if (rule.rate_limit !== undefined || isFilled(rule.limits)) return 'limit'
  return 'allow'
}

function isFilled(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0
}

/** Whether an entry of `hide` is the exact name, which a form can take back, or not. */
export function isHiddenByName(document: PolicyDocument, tool: string): boolean {
  return document.hide?.includes(tool) ?? false
}
