import { lazy } from 'react'

// Each is fetched when it is first opened: the list and the rule are what most people come for.
export const PolicyPane = lazy(() =>
  import('./document/policy-pane.tsx').then(({ PolicyPane }) => ({ default: PolicyPane })),
)
export const TestsPane = lazy(() =>
  import('./tests/tests-pane.tsx').then(({ TestsPane }) => ({ default: TestsPane })),
)
export const DriftSheet = lazy(() =>
  import('./drift/drift-sheet.tsx').then(({ DriftSheet }) => ({ default: DriftSheet })),
)
export const CallsPane = lazy(() =>
  import('./calls/calls-pane.tsx').then(({ CallsPane }) => ({ default: CallsPane })),
)
export const SuggestionsPane = lazy(() =>
  import('./suggestions/suggestions-pane.tsx').then(({ SuggestionsPane }) => ({ default: SuggestionsPane })),
)
