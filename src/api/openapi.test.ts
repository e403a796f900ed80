import { expect, test } from 'vitest'
import { groups } from '#contract/groups'
import type { Route } from '#contract/route'
import { openApi } from './openapi.ts'

const document = openApi('1.2.3', 'http://localhost:4400')
const text = JSON.stringify(document)

test('the document describes every route of the contract', () => {
  const routes: Route[] = Object.values(groups).flatMap((routes) => Object.values<Route>(routes))
  for (const { path, method, summary } of routes)
    expect(document).toHaveProperty(['paths', path, method, 'summary'], summary)
})

test('every reference of the document leads somewhere', () => {
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1])
  expect(references.length).toBeGreaterThan(20)
  for (const name of new Set(references))
    expect(document).toHaveProperty(['components', 'schemas', name ?? ''])
  expect(text).not.toContain('$defs')
})

test('what a field takes is told, and what it is', () => {
  const operation = ['paths', '/api/servers/{serverId}/grants', 'post']
  expect(document).toHaveProperty([
    ...operation,
    'requestBody',
    'content',
    'application/json',
    'schema',
    'required',
  ])
  expect(document).toHaveProperty([...operation, 'parameters', '0'], {
    name: 'serverId',
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 64 },
  })
})
