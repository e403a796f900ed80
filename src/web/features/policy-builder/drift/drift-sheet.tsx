import type { Problem } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { Sheet } from '#web/ui/overlay/sheet.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { lookedAtWords, looksAt } from '../model/kept.ts'
import type { Row } from '../model/rows.ts'
import { sentence } from '../rule/rule-problems.tsx'
import { failingTools } from '../tests/failing-tools.ts'
import { Words } from '../words.tsx'
import { ChangeList } from './change-list.tsx'
import { type News, newsWords } from './news.ts'

export interface DriftSheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  news: News
}

/** All that the server has changed since the enforced revision was published, and that nobody has looked at. */
export function DriftSheet({ open, onOpenChange, news }: DriftSheetProps) {
  const { looks, locked, since, review } = useBuilderHands()
  const rows = [...news.changed, ...news.fresh]
  const all = looksAt(rows)
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={`What the server changed${since === undefined ? '' : ` since v${since}`}`}
      description={newsWords(news) === '' ? 'There is nothing new to look at.' : `${newsWords(news)}.`}
      className="w-[min(640px,100vw)]!"
      footer={
        <>
          {review !== undefined && news.changed.some(({ classBefore }) => classBefore !== undefined) && (
            <Button onClick={review}>Review & publish</Button>
          )}
          {locked === undefined && all.length > 0 && (
            <Button
              onClick={() => {
                looks.lookAt(all, lookedAtWords(all.length))
                onOpenChange(false)
              }}
            >
              All looked at
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-5">
        <Part title="Changed" rows={news.changed} onLeave={() => onOpenChange(false)} />
        <Part title="New" rows={news.fresh} onLeave={() => onOpenChange(false)} />
        <Part title="Gone, and still in the policy" rows={news.gone} onLeave={() => onOpenChange(false)} />
      </div>
    </Sheet>
  )
}

const mostShown = 100

interface PartProps {
  title: string
  rows: readonly Row[]
  onLeave: () => void
}

function Part({ title, rows, onLeave }: PartProps) {
  if (rows.length === 0) return null
  return (
    <section className="grid gap-1">
      <h3 className="font-semibold">
        {title} <span className="font-normal text-ink-3 tabular-nums">{numberWords(rows.length)}</span>
      </h3>
      <ul className="border-t border-line/60">
        {rows.slice(0, mostShown).map((row) => (
          <Item key={row.name} row={row} onLeave={onLeave} />
        ))}
      </ul>
      {rows.length > mostShown && (
        <p className="text-sm text-ink-3">and {rows.length - mostShown} more, in the list</p>
      )}
    </section>
  )
}

function Item({ row, onLeave }: Pick<PartProps, 'onLeave'> & { row: Row }) {
  const { looks, locked, show } = useBuilderHands()
  const asked = looksAt([row])
  const isGone = row.kind === 'orphan'
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-x-2 gap-y-1 border-b border-line/60 py-2 min-[560px]:grid-cols-[minmax(0,1fr)_auto]">
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 break-all">{row.name}</code>
        {row.category !== undefined && <RiskBadge risk={row.category} />}
      </div>
      {/* Before the buttons, which where there is room stand beside the name all the same. */}
      <div className="grid gap-1 text-sm text-ink-2 min-[560px]:col-span-2 min-[560px]:row-start-2">
        {row.redefined && <ChangeList row={row} />}
        <Breaks row={row} />
        {row.classBefore !== undefined && (
          <p>
            Its risk was {row.classBefore}, and is {row.category}: that acts with the next revision.
          </p>
        )}
      </div>
      {/* What has no edge stands with its words under the name. */}
      <div className="-ml-2.5 flex items-start gap-2 min-[560px]:col-start-2 min-[560px]:row-start-1">
        <Button
          size="small"
          variant="quiet"
          onClick={() => {
            onLeave()
            show({ pane: 'rule', tool: row.name })
          }}
        >
          Open the rule
        </Button>
        {locked === undefined && asked.length > 0 && (
          <Button
            size="small"
            onClick={() => looks.lookAt(asked, isGone ? `${row.name} is kept.` : `Looked at ${row.name}.`)}
          >
            {isGone ? 'Keep' : 'Looked at'}
          </Button>
        )}
      </div>
    </li>
  )
}

/** What of the policy the change breaks: such a text cannot be published as it is. */
function Breaks({ row }: { row: Row }) {
  const { problems, policy } = useBuilderHands()
  const isAbout = ({ pointer }: Problem) => pointer === row.pointer || pointer.startsWith(`${row.pointer}/`)
  const errors = row.by === 'name' ? problems.filter((one) => one.severity === 'error' && isAbout(one)) : []
  const fails = failingTools(policy.document, problems)(row.name)
  return (
    <>
      {errors.map((problem) => (
        <p key={`${problem.code} ${problem.pointer}`} className="text-deny">
          <Words text={sentence(problem.message)} />
        </p>
      ))}
      {fails && <p className="text-deny">A test of it fails.</p>}
    </>
  )
}
