import { useBuilderHands } from '../builder-context.tsx'
import { RuleSection } from '../rule/section.tsx'
import { Token } from '../rule/value-list.tsx'
import { countMatches, toolsWords } from './governed.ts'
import { NameInput } from './name-input.tsx'

/** The names and patterns that agents neither see nor reach. */
export function HideList() {
  const { act, locked, policy } = useBuilderHands()
  const entries = policy.document.hide ?? []
  const hidden = policy.inventory.tools.filter(
    ({ definition }) => policy.resolve(definition.name).hiddenBy !== undefined,
  ).length
  return (
    <RuleSection title="Hidden tools">
      <p className="text-sm text-ink-3">
        {entries.length === 0
          ? 'Nothing is hidden by name. A hidden tool is in no list, and answers as one that does not exist.'
          : `${toolsWords(hidden)} hidden: in no list, and answering like an unknown tool. This comes before every rule.`}
      </p>
      {entries.length > 0 && (
        <ul aria-label="Hidden names and patterns" className="flex flex-wrap gap-1">
          {entries.map((entry, index) => (
            <li key={entry}>
              <Token
                value={entry}
                hint={entry.includes('*') ? toolsWords(countMatches(policy, entry)) : undefined}
                onRemove={
                  locked === undefined
                    ? () =>
                        act(
                          [
                            {
                              kind: 'remove',
                              pointer: entries.length === 1 ? '/hide' : `/hide/${index}`,
                            },
                          ],
                          `Hide ${entry} no longer`,
                        )
                    : undefined
                }
              />
            </li>
          ))}
        </ul>
      )}
      {locked === undefined && (
        <NameInput
          label="Name or pattern to hide"
          placeholder="delete_*"
          action="Hide"
          check={(name) => (entries.includes(name) ? 'It is in the list already.' : undefined)}
          onAdd={(name) => act([{ kind: 'hide', tool: name }], `Hide ${name}`)}
        />
      )}
    </RuleSection>
  )
}
