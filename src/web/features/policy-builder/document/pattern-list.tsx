import { useState } from 'react'
import { describeRule, type FormAction } from '#policy'
import { isGlob } from '#std/glob'
import { Button } from '#web/ui/action/button.tsx'
import { actionOrder, actionWord } from '#web/ui/display/decision-badge.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { recommendedLimit } from '../model/set-rows.ts'
import { RuleSection } from '../rule/section.tsx'
import { withAction } from '../rule/with-action.ts'
import { Words } from '../words.tsx'
import { countMatches, type Governed, toolsWords } from './governed.ts'
import { NameInput } from './name-input.tsx'

/** Rules for every tool whose name matches, and how to write another. */
export function PatternList({ governed }: { governed: Governed }) {
  const { policy, locked, show } = useBuilderHands()
  const patterns = Object.entries(policy.document.tools ?? {}).filter(([name]) => isGlob(name))
  return (
    <RuleSection title="Patterns">
      <p className="text-sm text-ink-3">
        A rule with <code>*</code> in its name speaks for every tool that it fits and that has no rule of its
        own; of several the one with the most letters.
      </p>
      {patterns.length > 0 && (
        <ul>
          {patterns.map(([name, rule]) => (
            <li key={name} className="flex items-start gap-2 border-b border-line/60 py-1.5 last:border-b-0">
              <div className="min-w-0 flex-1 leading-normal">
                <span className="font-mono text-sm font-semibold break-all">{name}</span>{' '}
                <span className="text-sm text-ink-3">
                  {fitWords(governed.byPattern.get(name) ?? 0, countMatches(policy, name))}
                </span>
                <span className="block">
                  <Words text={describeRule(rule)} />
                </span>
              </div>
              <Button
                size="small"
                aria-label={`Open the pattern ${name}`}
                onClick={() => show({ pane: 'rule', tool: name })}
              >
                Open
              </Button>
            </li>
          ))}
        </ul>
      )}
      {locked === undefined && <NewPattern />}
    </RuleSection>
  )
}

function fitWords(governed: number, fitting: number): string {
  if (fitting === 0) return 'fits no tool'
  return governed === fitting
    ? `speaks for ${toolsWords(fitting)}`
    : `speaks for ${governed} of ${fitting} tools that it fits`
}

function NewPattern() {
  const { act, policy } = useBuilderHands()
  // The strictest that an agent still sees: a pattern must not open anything before it is looked at.
  const [action, setAction] = useState<FormAction>('deny')
  const tools = policy.document.tools ?? {}
  return (
    <NameInput
      label="New pattern"
      placeholder="get_*"
      action="Add pattern"
      check={(name) =>
        !isGlob(name)
          ? 'A pattern has a * in it. A single tool has its rule in the list.'
          : Object.hasOwn(tools, name)
            ? 'There is a rule for it already.'
            : undefined
      }
      onAdd={(name) => {
        const limit = recommendedLimit({ name: name.replaceAll('*', 'any'), category: undefined })
        act(
          [{ kind: 'set_rule', tool: name, rule: withAction({}, action, limit) }],
          `Add the pattern ${name}`,
        )
      }}
    >
      <Select
        label="What the new pattern does"
        size="small"
        className="w-24!"
        options={actionOrder.map((value) => ({ value, label: actionWord(value) }))}
        value={action}
        onChange={setAction}
      />
    </NameInput>
  )
}
