import { type ReactNode, useState } from 'react'
import type { ToolAnnotations } from '#mcp/tool'
import type { InventoryTool } from '#model/inventory'
import { usePolicies } from '#web/data/policies.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { CopyButton } from '#web/ui/action/copy-button.tsx'
import { FoldButton } from '#web/ui/action/fold-button.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { CodeBlock } from '#web/ui/display/code-block.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { InnerTools } from './inner-tools.tsx'
import { seen, stretches } from './marked-text.ts'
import { ParametersTable } from './parameters-table.tsx'

interface ToolDetailsProps {
  readonly serverId: string
  readonly tool: InventoryTool
  /** False in a dialog, which says the name itself. */
  readonly withName: boolean
}

/** Why a tool is judged as it is, and what the server says of it. */
export function ToolDetails({ serverId, tool, withName }: ToolDetailsProps) {
  const { risk, definition } = tool
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 wrap-anywhere">
      <div className="grid gap-2.5">
        {withName && (
          <h2 className="flex items-start gap-1 font-mono text-lg font-semibold break-all">
            {tool.name}
            <CopyButton text={tool.name} label="Copy the tool's name" />
          </h2>
        )}
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-ink-3">
          <RiskBadge risk={risk.category} size="large" />
          <span>
            {risk.level} risk · {confidenceWords(risk.confidence)}
            <span className="tabular-nums"> ({risk.confidence.toFixed(2)})</span>
          </span>
        </p>
        <p className="leading-relaxed text-ink">
          <Sentence text={risk.explanation} />
        </p>
        {risk.unsure && (
          <p className="text-ink-2">
            The definition does not settle it, so the graver of the possible risks was taken.
          </p>
        )}
        <RuleLinks serverId={serverId} tool={tool.name} />
      </div>
      <InnerTools key={tool.name} serverId={serverId} tool={tool} />
      <Evidence tool={tool} />
      <Part title="What the server says">
        <Description key={tool.name} tool={tool} />
        <Claims annotations={definition.annotations ?? undefined} />
      </Part>
      <Part title="Arguments">
        <ParametersTable tool={tool} />
      </Part>
      <RawDefinition key={`${tool.name} raw`} tool={tool} />
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function confidenceWords(confidence: number): string {
  if (confidence >= 0.85) return 'clear from its definition'
  return confidence >= 0.6 ? 'likely, from its definition' : 'uncertain'
}

function RuleLinks({ serverId, tool }: { serverId: string; tool: string }) {
  const policies = usePolicies(serverId).data ?? []
  if (policies.length === 0) return null
  return (
    <p className="text-ink-2">
      Its rule in{' '}
      {policies.map((policy, index) => (
        <span key={policy.id}>
          {index > 0 && ', '}
          <TextLink href={paths.policy(serverId, policy.id, { sel: tool })}>{policy.name}</TextLink>
        </span>
      ))}
    </p>
  )
}

const places = {
  name: 'name',
  title: 'title',
  description: 'description',
  schema: 'input schema',
  annotations: 'annotations',
  actions: 'actions',
} as const

function Evidence({ tool }: { tool: InventoryTool }) {
  const { signals, explanation } = tool.risk
  // What decided is said above already.
  const evidence = tool.risk.evidence.filter((item) => item.why !== explanation)
  if (evidence.length === 0 && signals.length === 0) return null
  return (
    <Part title="What speaks for it, and what to know">
      <ul className="grid gap-2">
        {evidence.map((item) => (
          <li
            key={`${item.where} ${item.offset} ${item.text} ${item.why}`}
            data-tone={item.says}
            className="border-l-2 border-tone pl-3 leading-normal"
          >
            <Sentence text={item.why} />
            <span className="block text-sm text-ink-3">
              <code className="break-words text-ink-2">{seen(item.text)}</code> in its {places[item.where]}
            </span>
          </li>
        ))}
        {signals.map((signal) => (
          <li key={`${signal.code} ${signal.argument ?? ''}`} className="border-l-2 border-line-strong pl-3">
            <Sentence text={signal.label} />
          </li>
        ))}
      </ul>
    </Part>
  )
}

/** Longer descriptions are folded: some servers write pages. */
const folded = 700

function Description({ tool }: { tool: InventoryTool }) {
  const [open, setOpen] = useState(false)
  const text = tool.definition.description ?? ''
  if (text.trim() === '')
    return <p className="text-ink-3">It has no description, which limits what can be judged.</p>
  const spans = tool.risk.evidence.filter((item) => item.where === 'description')
  const shown = open || text.length <= folded ? text : text.slice(0, folded)
  return (
    <div className="grid justify-items-start gap-1">
      <blockquote className="w-full border-l-2 border-line pl-3 leading-relaxed whitespace-pre-wrap text-ink-2">
        {stretches(shown, spans).map(({ text: part, marked }, index) =>
          marked ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
            <mark key={index} className="bg-transparent text-ink underline decoration-2 underline-offset-2">
              {seen(part)}
            </mark>
          ) : (
            seen(part)
          ),
        )}
        {shown.length < text.length && '…'}
      </blockquote>
      {text.length > folded && (
        <FoldButton open={open} onOpenChange={setOpen}>
          {open ? 'Show less' : `Show all ${numberWords(text.length)} characters`}
        </FoldButton>
      )}
    </div>
  )
}

const claims: readonly (readonly [keyof ToolAnnotations, string, string])[] = [
  ['readOnlyHint', 'it only reads', 'it does not only read'],
  ['destructiveHint', 'it may destroy', 'it destroys nothing'],
  ['idempotentHint', 'calling it twice changes nothing more', 'calling it twice may change more'],
  ['openWorldHint', 'it reaches the outside world', 'it stays within its own system'],
]

function Claims({ annotations }: { annotations: ToolAnnotations | undefined }) {
  const made = claims.flatMap(([name, yes, no]) => {
    const value = annotations?.[name]
    return typeof value === 'boolean' ? [value ? yes : no] : []
  })
  return (
    <p className="text-sm text-ink-3">
      {made.length === 0
        ? 'It claims nothing about how dangerous it is.'
        : `It claims that ${made.join(', that ')}. A server's claims are not checked and allow nothing.`}
    </p>
  )
}

function RawDefinition({ tool }: { tool: InventoryTool }) {
  const [open, setOpen] = useState(false)
  return (
    <section className="grid justify-items-start gap-2">
      <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the definition' : 'Show the definition as JSON'}
      </Button>
      {open && (
        <CodeBlock
          className="w-full"
          label="The tool's definition"
          code={JSON.stringify(tool.definition, undefined, 2)}
        />
      )}
      <p className="text-xs text-ink-3">
        Digest <code title={tool.digest}>{tool.digest.slice(0, 12)}</code>
      </p>
    </section>
  )
}
