import { expect, test } from 'vitest'
import { applyEdits, edit, formAction, parse, type ToolRule } from '#policy'
import { withAction } from './with-action.ts'

const limit = { counter: 'x', window: 'minute', max: 30, scope: 'grant' } as const
const always = { conditions: [{ path: 'args.a', op: 'exists', value: true } as const] }
const rules: readonly ToolRule[] = [
  {},
  { action: 'allow', deny_if: [always] },
  { action: 'deny', reason: 'No.' },
  { action: 'hide', limits: [limit] },
  { approve_if: [always], rate_limit: { max: 1, window: 60 } },
  { action: 'require_approval', limits: [limit], require: [always] },
]
const actions = ['allow', 'limit', 'ask', 'deny', 'hide'] as const

test('a rule becomes what the five-way control of a tool would make of it', () => {
  for (const rule of rules) {
    for (const action of actions) {
      if (formAction(rule) === action) continue
      const text = JSON.stringify({ version: '1', default: 'deny', tools: { x: rule } })
      const edits = edit(text, [{ kind: 'set_action', tool: 'x', action, limit }])
      const byTool = edits.ok ? parse(applyEdits(text, edits.value)).document?.tools?.['x'] : undefined
      expect(withAction(rule, action, limit)).toEqual(byTool)
    }
  }
})
