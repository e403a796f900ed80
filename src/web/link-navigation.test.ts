import { expect, test } from 'vitest'
import { hrefWithin } from './link-navigation.ts'

const here = { origin: 'http://10.0.0.2:4400', pathname: '/servers', search: '' }
const link = {
  origin: here.origin,
  pathname: '/activity',
  search: '?decision=deny',
  hash: '',
  target: '',
  download: '',
}

test('a link of ours is followed with its search', () => {
  expect(hrefWithin(link, here)).toBe('/activity?decision=deny')
})

test.each([
  ['another site', { origin: 'https://example.test' }],
  ['a new tab', { target: '_blank' }],
  ['a download', { download: 'activity.csv' }],
  ['the API', { pathname: '/api/openapi.json' }],
  ['the gateway', { pathname: '/mcp/demo' }],
  ['a place in the page', { pathname: '/servers', search: '', hash: '#main' }],
])('the browser itself follows %s', (_, change) => {
  expect(hrefWithin({ ...link, ...change }, here)).toBeUndefined()
})
