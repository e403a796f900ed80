import { ArrowDown, ArrowUp, ArrowUpDown, Equal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Change } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { sentence } from '../../rule/rule-problems.tsx'
import { Words } from '../../words.tsx'

const directions = [
  { direction: 'looser', title: 'Looser', icon: <ArrowDown aria-hidden className="size-3.5 text-limit" /> },
  {
    direction: 'changed',
    title: 'Looser in part, stricter in part',
    icon: <ArrowUpDown aria-hidden className="size-3.5 text-ask" />,
  },
  { direction: 'stricter', title: 'Stricter', icon: <ArrowUp aria-hidden className="size-3.5 text-allow" /> },
  {
    direction: 'neutral',
    title: 'Otherwise changed',
    icon: <Equal aria-hidden className="size-3.5 text-ink-3" />,
  },
] as const

/** What each tool gains or loses, in sentences, loosening first. */
export function Changes({ changes, isSameText }: { changes: readonly Change[]; isSameText: boolean }) {
  if (changes.length === 0)
    return (
      <p className="text-ink-2">
        No tool is treated differently:{' '}
        {isSameText
          ? 'the text stays as it is, and the new revision knows the risk classes of today.'
          : 'only words of the text change.'}
      </p>
    )
  return directions.map(({ direction, title, icon }) => (
    <ChangeList
      key={direction}
      title={title}
      icon={icon}
      changes={changes.filter((change) => change.direction === direction)}
    />
  ))
}

const shownFirst = 30

function ChangeList({
  title,
  icon,
  changes,
}: {
  title: string
  icon: ReactNode
  changes: readonly Change[]
}) {
  const [all, setAll] = useState(false)
  if (changes.length === 0) return null
  const shown = all ? changes : changes.slice(0, shownFirst)
  const tools = changes.reduce((count, change) => count + change.tools.length, 0)
  return (
    <section>
      <h3 className="flex items-center gap-1.5 pb-1 font-medium">
        {icon}
        {title}
        {tools > 0 && (
          <span className="font-normal text-ink-3 tabular-nums">
            {tools} {tools === 1 ? 'tool' : 'tools'}
          </span>
        )}
      </h3>
      <ul className="border-t border-line/60">
        {shown.map((change) => (
          <li key={change.sentence} className="border-b border-line/60 py-1.5 leading-normal break-words">
            <Words text={sentence(change.sentence)} />
            {change.tools.length > 3 && (
              <details className="text-sm text-ink-3">
                <summary>All {change.tools.length} tools</summary>
                <p className="py-1 font-mono break-words">{change.tools.join(', ')}</p>
              </details>
            )}
          </li>
        ))}
      </ul>
      {shown.length < changes.length && (
        <Button size="small" variant="quiet" className="mt-1" onClick={() => setAll(true)}>
          Show all {changes.length}
        </Button>
      )}
    </section>
  )
}
