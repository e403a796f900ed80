import { Words } from '../words.tsx'
import { changeWords } from './drift-words.ts'
import type { Redefinition } from './use-former.ts'

const mostShown = 12

/** What the server has changed of one tool, line by line. */
export function ChangeList({ redefinition }: { redefinition: Redefinition }) {
  if (redefinition.kind === 'loading') return <p className="text-ink-3">Looking up what it was …</p>
  if (redefinition.kind === 'failed') return <p>What it was could not be fetched.</p>
  if (redefinition.kind === 'unknown' || redefinition.changes.length === 0)
    return <p>Its definition changed; what it was is not known any more.</p>
  const { changes } = redefinition
  return (
    <ul className="grid list-disc gap-0.5 pl-4">
      {changes.slice(0, mostShown).map((change) => {
        const words = changeWords(change)
        return (
          <li key={words} className="break-words">
            <Words text={words} />
          </li>
        )
      })}
      {changes.length > mostShown && <li className="text-ink-3">and {changes.length - mostShown} more</li>}
    </ul>
  )
}
