import { clientLimit } from '#model/client-limits'
import type { Grant } from '#model/grant'
import { numberWords } from '#web/ui/display/number-words.ts'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '#web/ui/display/table.tsx'
import type { Reach } from './reviewing.ts'

export interface GrantsProps {
  grants: readonly Grant[]
  before: Reach
  after: Reach
}

/** What each agent under the policy is shown, before and after, and whether its client takes so much. */
export function Grants({ grants, before, after }: GrantsProps) {
  return (
    <section aria-labelledby="effect-on-grants">
      <h3 id="effect-on-grants" className="pb-1 font-medium">
        What agents see
      </h3>
      {grants.length === 0 ? (
        <p className="text-ink-2">
          No grant carries this policy yet. One that does would see {reachWords(after)}.
        </p>
      ) : (
        <Table label="Tools that each grant sees">
          <TableHead>
            <HeadCell>Grant</HeadCell>
            <HeadCell>Tools</HeadCell>
            <HeadCell title="What the definitions of the tools take of its context">Tokens, about</HeadCell>
            <HeadCell>Client</HeadCell>
          </TableHead>
          <TableBody>
            {grants.map((grant) => (
              <Row key={grant.id}>
                <Cell>{grant.label}</Cell>
                <Cell className="tabular-nums">{step(before.tools, after.tools)}</Cell>
                <Cell className="tabular-nums">{step(before.tokens, after.tokens)}</Cell>
                <Cell className="text-ink-2">
                  <Fits name={grant.progress.clientName} tools={after.tools} />
                </Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  )
}

function reachWords({ tools, tokens }: Reach): string {
  return `${number(tools)} ${tools === 1 ? 'tool' : 'tools'}, about ${number(tokens)} tokens of definitions`
}

function number(value: number): string {
  return numberWords(value)
}

function step(before: number, after: number): string {
  return before === after ? number(after) : `${number(before)} → ${number(after)}`
}

function Fits({ name, tools }: { name: string | null; tools: number }) {
  const limit = clientLimit(name)
  if (limit === undefined || tools <= limit.tools) return name ?? 'not seen yet'
  return (
    <span className="text-limit">
      {name}: takes {limit.tools}, {number(tools - limit.tools)} too many. Hide what it does not need.
    </span>
  )
}
