import clsx from 'clsx'
import type { RiskTone } from '../tone.ts'
import { numberWords } from './number-words.ts'
import { riskOrder, riskWord } from './risk-badge.tsx'

export interface RiskBarProps {
  /** How many of each risk; one that is absent has none. */
  counts: Readonly<Partial<Record<RiskTone, number>>>
  className?: string | undefined
}

const mildestFirst = [...riskOrder].reverse()

/** "142 read · 71 write · 31 destructive", mildest first. */
export function riskCountWords(counts: RiskBarProps['counts'], separator = ' · '): string {
  return mildestFirst
    .flatMap((risk) => {
      const count = counts[risk] ?? 0
      return count === 0 ? [] : [`${numberWords(count)} ${riskWord(risk).toLowerCase()}`]
    })
    .join(separator)
}

/** The share of each risk as one thin bar; the numbers are its name, for whom it is not to be seen. */
export function RiskBar({ counts, className }: RiskBarProps) {
  return (
    <span
      role="img"
      aria-label={riskCountWords(counts, ', ')}
      className={clsx('flex h-1.5 w-full gap-px overflow-clip rounded-full bg-line', className)}
    >
      {mildestFirst.map((risk) => {
        const count = counts[risk] ?? 0
        if (count === 0) return null
        // One tool in six hundred must still be seen, most of all when it is the one that destroys.
        return (
          <span key={risk} data-tone={risk} className="min-w-[3px] bg-tone" style={{ flexGrow: count }} />
        )
      })}
    </span>
  )
}
