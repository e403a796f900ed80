import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Slug } from '#model/server'
import { nameOfCommand, nameOfUrl, slugOf } from './slug-of.ts'

test.each([
  ['Prod GitHub', 'prod-github'],
  ['  Störung & Co. ', 'sto-rung-co'],
  ['a'.repeat(40), 'a'.repeat(32)],
])('the slug of %s is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

test('a slug that is not empty is one that the API takes', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const slug = slugOf(name)
      expect(slug === '' || Slug.safeParse(slug).success).toBe(true)
    }),
  )
})

test.each([
  ['https://api.githubcopilot.com/mcp/', 'githubcopilot'],
  ['http://localhost:3001/mcp', 'localhost 3001'],
  ['http://10.0.0.5:8080', '10.0.0.5 8080'],
  ['https://mcp.linear.app/sse', 'linear'],
  ['not yet', ''],
])('a server at %s is first called %s', (url, name) => {
  expect(nameOfUrl(url)).toBe(name)
})

test.each([
  [['npx', '-y', '@modelcontextprotocol/server-filesystem@2026.1.1', '/data'], 'server-filesystem'],
  [['node', './build/index.js'], 'index'],
  [['node', '/srv/weather/build/index.js'], 'weather'],
  [
    ['node', 'node_modules/@modelcontextprotocol/server-everything/dist/index.js', 'stdio'],
    'server-everything',
  ],
  [['python', 'tools/my_server.py'], 'my_server'],
  [['/usr/bin/thing'], 'thing'],
])('a server run by %j is first called %s', (words, name) => {
  expect(nameOfCommand(words)).toBe(name)
})
