import type { SavedView, ViewFilter } from '#model/saved-view'
import type { BuilderSearch as Search } from '#web/paths.ts'
import { actionWord } from '#web/ui/display/decision-badge.tsx'
import { riskWord } from '#web/ui/display/risk-badge.tsx'

/** What narrows the list now, as it can be kept under a name. */
export function filterOf({ q = '', risk, action }: Pick<Search, 'q' | 'risk' | 'action'>): ViewFilter {
  return { q: q.trim(), risk: risk ?? null, action: action ?? null }
}

/** What of the URL a kept filter sets; what it does not say is cleared. */
export function searchOf({ q, risk, action }: ViewFilter): Pick<Search, 'q' | 'risk' | 'action'> {
  return { q: q === '' ? undefined : q, risk: risk ?? undefined, action: action ?? undefined }
}

/** Whether it narrows anything at all. */
export function isWide({ q, risk, action }: ViewFilter): boolean {
  return q === '' && risk === null && action === null
}

/** The view that shows what is shown now. */
export function shownView(views: readonly SavedView[], filter: ViewFilter): SavedView | undefined {
  return views.find(
    (view) =>
      view.filter.q === filter.q && view.filter.risk === filter.risk && view.filter.action === filter.action,
  )
}

/** A filter in a line: `Destructive · Allow · calls:>0`. */
export function filterWords({ q, risk, action }: ViewFilter): string {
  return [risk && riskWord(risk), action && actionWord(action), q].filter(Boolean).join(' · ')
}
