import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { faults, policyJsonSchema, reference } from '#policy'
import { ReferencePage } from './reference-page.tsx'

const markup = renderToStaticMarkup(
  <QueryClientProvider client={new QueryClient()}>
    <ReferencePage />
  </QueryClientProvider>,
)

/** The names of all fields that the schema has, however deep. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === 'properties' ? Object.keys(inner) : []),
    ...namesIn(inner),
  ])
}

test('the page shows every field of the schema and every fault', () => {
  const names = [...new Set(namesIn(policyJsonSchema())), ...Object.keys(faults)]
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name) => !markup.includes(`>${name}</code>`))).toEqual([])
})

test('every link within the page leads to a section of it', () => {
  const anchors = [...markup.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
  const ids = new Set([...markup.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id))
  expect(ids).toEqual(new Set(reference().map(({ id }) => id)))
  expect(anchors.length).toBeGreaterThan(ids.size)
  expect(anchors.filter((id) => id === undefined || !ids.has(id))).toEqual([])
})
