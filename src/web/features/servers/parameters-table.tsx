import type { InventoryTool } from '#model/inventory'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '#web/ui/display/table.tsx'
import { seen } from './marked-text.ts'
import { parametersOf } from './parameters.ts'

/** The arguments of a tool; those that a risk signal speaks of say so. */
export function ParametersTable({ tool }: { tool: InventoryTool }) {
  const parameters = parametersOf(tool.definition.inputSchema)
  if (parameters.length === 0) return <p className="text-ink-3">It takes no arguments.</p>
  const signals = new Map(
    tool.risk.signals.flatMap(({ argument, label }) => (argument === undefined ? [] : [[argument, label]])),
  )
  return (
    <Table label={`Arguments of ${tool.name}`}>
      <TableHead>
        <HeadCell className="pl-0!">Argument</HeadCell>
        <HeadCell>Type</HeadCell>
      </TableHead>
      <TableBody>
        {parameters.map(({ path, type, required, description, rules }) => (
          <Row key={path} className="align-top">
            <Cell className="pl-0!">
              <span className="flex flex-wrap items-baseline gap-x-2">
                <code className="break-all text-ink">{path}</code>
                {!required && <span className="text-xs text-ink-3">optional</span>}
              </span>
              {description !== undefined && (
                <span className="block leading-normal text-ink-2">{seen(description)}</span>
              )}
              {signals.has(path) && (
                <span className="block text-sm text-write">
                  <Sentence text={signals.get(path) ?? ''} />
                </span>
              )}
            </Cell>
            <Cell className="w-36 text-sm text-ink-2">
              {type}
              {rules.map((rule) => (
                <span key={rule} className="block text-xs text-ink-3">
                  {rule}
                </span>
              ))}
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}
