import { useEffect } from 'react'
import { lazyPart } from '#web/ui/lazy-part.tsx'
import { whenAtRest } from './when-idle.ts'

// Not with the page: the list and the rule are what most people come for.
export const PolicyPane = lazyPart(async () => (await import('./document/policy-pane.tsx')).PolicyPane)
export const TestsPane = lazyPart(async () => (await import('./tests/tests-pane.tsx')).TestsPane)
export const DriftSheet = lazyPart(async () => (await import('./drift/drift-sheet.tsx')).DriftSheet)
export const CallsPane = lazyPart(async () => (await import('./calls/calls-pane.tsx')).CallsPane)
export const SuggestionsPane = lazyPart(
  async () => (await import('./suggestions/suggestions-pane.tsx')).SuggestionsPane,
)
/** A megabyte, which a screen that only shows text to read does without. */
export const MonacoPane = lazyPart(async () => (await import('./code/code-editor.tsx')).MonacoPane)

const small = [PolicyPane, TestsPane, CallsPane, SuggestionsPane, DriftSheet]

/** What somebody who looks like going there need not wait for. */
export function prefetchPanes(withEditor: boolean): void {
  for (const pane of small) pane.prefetch()
  if (withEditor) MonacoPane.prefetch()
}

/**
 * Fetches them ahead once somebody was there and keeps still: the editor is a second's work of a slow machine, which a page that
 * is only opened to be looked at need not have, and which nobody who types need wait for.
 */
export function usePrefetchedPanes(withEditor: boolean): void {
  useEffect(() => whenAtRest(() => prefetchPanes(withEditor)), [withEditor])
}
