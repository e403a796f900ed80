import type { Default } from '#policy'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { RuleSection } from '../rule/section.tsx'
import { type Governed, toolsWords } from './governed.ts'

const two = [
  { value: 'deny', label: 'Deny', tone: 'deny' },
  { value: 'allow', label: 'Allow', tone: 'allow' },
] as const
const three = [{ value: 'default', label: 'As the default' }, ...two] as const

/** What happens where no rule speaks: tools, resources and prompts. */
export function Standing({ governed }: { governed: Governed }) {
  const { act, locked, policy } = useBuilderHands()
  const { document } = policy
  const disabled = locked !== undefined
  return (
    <RuleSection title="Where no rule speaks">
      <Line title="Tools" words={toolsWordsOf(governed.byDefault, document.default)}>
        <SegmentedControl
          label="Tools that no rule names"
          options={two}
          value={document.default}
          disabled={disabled}
          onChange={(value) => act([{ kind: 'set_default', value }], `Set the default to ${value}`)}
        />
      </Line>
      <Line title="Resources" words={listWords('resources', policy.resources)}>
        <SegmentedControl
          label="Resources"
          options={three}
          value={document.resources ?? 'default'}
          disabled={disabled}
          onChange={(value) =>
            act(
              [value === 'default' ? { kind: 'set_resources' } : { kind: 'set_resources', value }],
              `Set resources to ${value}`,
            )
          }
        />
      </Line>
      <Line title="Prompts" words={listWords('prompts', policy.prompts)}>
        <SegmentedControl
          label="Prompts"
          options={three}
          value={document.prompts ?? 'default'}
          disabled={disabled}
          onChange={(value) =>
            act(
              [value === 'default' ? { kind: 'set_prompts' } : { kind: 'set_prompts', value }],
              `Set prompts to ${value}`,
            )
          }
        />
      </Line>
    </RuleSection>
  )
}

function listWords(what: string, value: Default): string {
  return value === 'allow'
    ? `Agents see and read the server's ${what}.`
    : `Agents see no ${what} and read none.`
}

function toolsWordsOf(count: number, standing: Default): string {
  const now =
    count === 0
      ? 'Every tool of today has a rule.'
      : `${toolsWords(count)} ${count === 1 ? 'has' : 'have'} no rule, and ${standing === 'allow' ? 'may be called' : 'cannot be called'}.`
  return standing === 'allow' ? `${now} What the server adds later may be called at once.` : now
}

function Line({ title, words, children }: { title: string; words: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p className="min-w-0 flex-1 basis-48 leading-normal">
        <span className="font-medium">{title}</span> <span className="block text-sm text-ink-3">{words}</span>
      </p>
      {children}
    </div>
  )
}
