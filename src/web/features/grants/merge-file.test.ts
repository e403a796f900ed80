import { expect, test } from 'vitest'
import { mergedFile } from './merge-file.ts'

const snippet = JSON.stringify({ mcpServers: { demo: { url: 'http://x/mcp/demo' } } })
const merged = (current: string, ours = snippet, within = 'mcpServers') => {
  const result = mergedFile(current, ours, within)
  return result.ok ? result.value : result.fault.message
}

test('our server stands beside the others, and comments stay', () => {
  const text = merged(
    '{\n  // mine\n  "theme": "dark",\n  "mcpServers": {\n    "a": { "url": "y" }\n  }\n}\n',
  )
  expect(text).toContain('// mine')
  expect(JSON.parse(text.replace('// mine', ''))).toEqual({
    theme: 'dark',
    mcpServers: { a: { url: 'y' }, demo: { url: 'http://x/mcp/demo' } },
  })
})

test('a server of the same name is replaced', () => {
  expect(JSON.parse(merged('{"mcpServers":{"demo":{"url":"old","x":1}}}'))).toEqual(JSON.parse(snippet))
})

test('an empty file becomes ours', () => {
  expect(JSON.parse(merged('  '))).toEqual(JSON.parse(snippet))
})

test('questions are added to, never asked twice', () => {
  const ours = JSON.stringify({ inputs: [{ id: 'demo-token' }], servers: { demo: {} } })
  const once = merged('{"inputs":[{"id":"other"}],"servers":{}}', ours, 'servers')
  expect(JSON.parse(merged(once, ours, 'servers'))).toEqual({
    inputs: [{ id: 'other' }, { id: 'demo-token' }],
    servers: { demo: {} },
  })
})

test('what is no JSON object is told, not overwritten', () => {
  expect(merged('{ "a": ')).toMatch(/^your file is not JSON at character/)
  expect(merged('[1]')).toBe('your file is not a JSON object')
})
