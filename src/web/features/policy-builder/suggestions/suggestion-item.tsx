import { EyeOff, Gauge, Hand, ListChecks, type LucideIcon } from 'lucide-react'
import { useMemo } from 'react'
import { type Clause, type CompiledPolicy, type Suggestion, suggestedActions } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { useBuilderHands } from '../builder-context.tsx'
import { shownValue } from '../calls/call-values.ts'
import { shortPath } from '../rule/path-picker.tsx'
import { Words } from '../words.tsx'
import { sentencesOf } from './traffic.ts'

const icons: Readonly<Record<Suggestion['kind'], LucideIcon>> = {
  hide: EyeOff,
  allow_with_conditions: ListChecks,
  limit: Gauge,
  approval: Hand,
}

const tones = { hide: 'hide', allow_with_conditions: 'allow', limit: 'limit', approval: 'ask' } as const

export interface SuggestionItemProps {
  suggestion: Suggestion
  policy: CompiledPolicy
}

/** One suggestion: what it says, what the rule says now and would say, and each part with what speaks for it. */
export function SuggestionItem({ suggestion, policy }: SuggestionItemProps) {
  const { act, locked, show } = useBuilderHands()
  const { kind, sentence, clauses, tools } = suggestion
  const [tool, ...others] = tools
  const Icon = icons[kind]
  // A condition is told with its evidence also where it is the only one: the head then says of neither.
  const isTold = clauses.length > 1 || kind === 'allow_with_conditions'
  const take = (taken: readonly Clause[]) => {
    act(suggestedActions(suggestion, taken), `Take a suggestion for ${nameOf(tools)}`)
    announce(`Taken into the draft: ${nameOf(tools)}.`)
  }
  return (
    <article className="grid gap-2 border-t border-line/60 pt-3" data-tone={tones[kind]}>
      <div className="flex items-start gap-2">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-tone" />
        <h3 className="min-w-0 flex-1 leading-normal break-words">
          <Words text={sentence} />
        </h3>
        {locked === undefined && (
          <Button
            size="small"
            aria-label={`Take: ${sentence.replaceAll('`', '')}`}
            onClick={() => take(clauses)}
          >
            {clauses.length > 1 ? `Take all ${clauses.length}` : 'Take'}
          </Button>
        )}
      </div>
      <Diff suggestion={suggestion} policy={policy} />
      <ul className="grid gap-1.5 pl-6">
        {clauses.map((clause) => (
          <li key={clause.sentence} className="flex items-start gap-2 text-sm">
            <div className="min-w-0 flex-1 leading-normal break-words text-ink-2">
              {isTold && <Words text={clause.sentence} />}
              <EvidenceLine clause={clause} />
            </div>
            {clauses.length > 1 && locked === undefined && (
              <Button
                size="small"
                variant="quiet"
                aria-label={`Take only: ${clause.sentence.replaceAll('`', '')}`}
                onClick={() => take([clause])}
              >
                Take this
              </Button>
            )}
          </li>
        ))}
      </ul>
      {tool !== undefined && others.length === 0 && (
        <p className="pl-6 text-sm">
          <button
            type="button"
            className="rounded-sm text-accent underline"
            onClick={() => show({ pane: 'rule', tool })}
          >
            Open the rule<span className="sr-only"> of {tool}</span>
          </button>
        </p>
      )}
    </article>
  )
}

const mostDiffs = 3

/** What the rule says now, struck out, and what it would say. */
function Diff({ suggestion, policy }: SuggestionItemProps) {
  const changed = useMemo(
    () => sentencesOf(policy, suggestion).filter(({ before, after }) => before !== after),
    [policy, suggestion],
  )
  return (
    <div className="grid gap-1 pl-6 text-sm leading-normal">
      {changed.slice(0, mostDiffs).map(({ tool, before, after }) => (
        <p key={tool} className="break-words">
          {suggestion.tools.length > 1 && <code className="font-semibold break-all">{tool}: </code>}
          <span className="sr-only">now: </span>
          <del className="text-ink-3">
            <Words text={before} />
          </del>{' '}
          <span className="sr-only">then: </span>
          <ins className="no-underline">
            <Words text={after} />
          </ins>
        </p>
      ))}
      {changed.length > mostDiffs && (
        <p className="text-ink-3">and {numberWords(changed.length - mostDiffs)} more alike</p>
      )}
    </div>
  )
}

/** The values that were seen, with how often; of all else the sentence says enough. */
function EvidenceLine({ clause: { evidence } }: { clause: Clause }) {
  if (evidence.kind === 'values')
    return (
      <span className="block text-ink-3">
        {shortPath(evidence.path)}:{' '}
        {evidence.values.slice(0, 12).map(({ value, calls }, index) => (
          <span key={shownValue(value)}>
            {index > 0 && ', '}
            <code className="break-all">{shownValue(value, 60)}</code> {numberWords(calls)}×
          </span>
        ))}
        {evidence.values.length > 12 && ` and ${evidence.values.length - 12} more`}
      </span>
    )
  return null
}

function nameOf([tool = '', ...others]: readonly string[]): string {
  return others.length === 0 ? tool : `${tool} and ${others.length} more`
}
