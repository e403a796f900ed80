import { Info, type LucideIcon, OctagonAlert, ShieldAlert, TriangleAlert } from 'lucide-react'
import type { ReferenceBlock, ReferenceField } from '#policy'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { Badge } from '#web/ui/display/badge.tsx'
import { CodeBlock } from '#web/ui/display/code-block.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '#web/ui/display/table.tsx'
import type { Tone } from '#web/ui/tone.ts'

type Of<Kind extends ReferenceBlock['kind']> = Extract<ReferenceBlock, { kind: Kind }>

/** One piece of a section: sentences, a table, or the example. */
export function Block({ block }: { block: ReferenceBlock }) {
  switch (block.kind) {
    case 'example':
      return <CodeBlock label={block.label} code={block.text} />
    case 'points':
      return <List as="ul" sentences={block.sentences} />
    case 'steps':
      return <List as="ol" sentences={block.sentences} />
    case 'table':
      return <WordTable block={block} />
    case 'fields':
      return <FieldTable block={block} />
    case 'problems':
      return <ProblemTable block={block} />
  }
}

function List({ as: Element, sentences }: { as: 'ol' | 'ul'; sentences: readonly string[] }) {
  const marks = Element === 'ol' ? 'list-decimal marker:tabular-nums' : 'list-disc'
  return (
    <Element className={`grid max-w-[72ch] gap-1.5 pl-5 leading-relaxed marker:text-ink-3 ${marks}`}>
      {sentences.map((sentence) => (
        <li key={sentence} className="pl-1">
          <Sentence text={sentence} />
        </li>
      ))}
    </Element>
  )
}

const first = 'pl-0! break-words'

function WordTable({ block: { label, head, rows } }: { block: Of<'table'> }) {
  return (
    <Table label={label}>
      <TableHead>
        {head.map((words) => (
          <HeadCell key={words} className="py-1.5 whitespace-normal! first:pl-0!">
            <Sentence text={words} />
          </HeadCell>
        ))}
      </TableHead>
      <TableBody>
        {rows.map((cells) => (
          <Row key={cells[0]} className="align-top">
            {cells.map((words, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a row do not move, and two may say the same
              <Cell key={column} className={column === 0 ? first : 'text-ink-2'}>
                <Sentence text={words} />
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}

function FieldTable({ block: { label, fields } }: { block: Of<'fields'> }) {
  return (
    <Table label={label}>
      <TableHead>
        <HeadCell className="pl-0!">Field</HeadCell>
        <HeadCell>Type</HeadCell>
      </TableHead>
      <TableBody>
        {fields.map((field) => (
          <Row key={field.name} className="align-top">
            <Cell className={first}>
              <span className="flex flex-wrap items-baseline gap-x-2">
                <code className="text-ink">{field.name}</code>
                <span className="text-xs text-ink-3">
                  <Sentence text={presence(field)} />
                </span>
              </span>
              <span className="block leading-normal text-ink-2">
                <Sentence text={field.about} />
              </span>
            </Cell>
            <Cell className="w-64 text-sm wrap-anywhere text-ink-2 max-[560px]:w-32">
              <TypeWords field={field} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}

function presence({ required, otherwise }: ReferenceField): string {
  if (required) return 'required'
  return otherwise === undefined ? 'optional' : `\`${otherwise}\` if absent`
}

function TypeWords({ field: { type, see } }: { field: ReferenceField }) {
  if (see === undefined) return <Sentence text={type} />
  return <TextLink href={`#${see}`}>{type}</TextLink>
}

const severities = {
  error: { tone: 'deny', icon: OctagonAlert },
  security: { tone: 'limit', icon: ShieldAlert },
  warning: { tone: 'limit', icon: TriangleAlert },
  suggestion: { tone: 'accent', icon: Info },
} as const satisfies Record<string, { tone: Tone; icon: LucideIcon }>

function ProblemTable({ block: { label, problems } }: { block: Of<'problems'> }) {
  return (
    <Table label={label}>
      <TableHead>
        <HeadCell className="pl-0!">Code</HeadCell>
        <HeadCell>Severity</HeadCell>
      </TableHead>
      <TableBody>
        {problems.map(({ code, severity, about }) => {
          const { tone, icon: Icon } = severities[severity]
          return (
            <Row key={code} className="align-top">
              <Cell className={first}>
                <code className="text-ink">{code}</code>
                <span className="block leading-normal text-ink-2">
                  <Sentence text={about} />
                </span>
              </Cell>
              <Cell className="w-32">
                <Badge tone={tone} icon={<Icon aria-hidden />}>
                  {severity}
                </Badge>
              </Cell>
            </Row>
          )
        })}
      </TableBody>
    </Table>
  )
}
