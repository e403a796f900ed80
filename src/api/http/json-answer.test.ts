import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { jsonAnswer } from './json-answer.ts'

const large = { tools: Array.from({ length: 500 }, (_, index) => `tool_${index}`) }
const asked = (method: string, accepted?: string) =>
  new Request('http://localhost/api/x', {
    method,
    headers: accepted === undefined ? {} : { 'accept-encoding': accepted },
  })

test.each(['gzip', 'br, gzip;q=0.5', '*'])(
  'a large answer is packed for who takes `%s`',
  async (accepted) => {
    const answer = await jsonAnswer(asked('GET', accepted), large)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    const body = Buffer.from(await answer.arrayBuffer())
    expect(body.length).toBeLessThan(JSON.stringify(large).length / 3)
    expect(JSON.parse(gunzipSync(body).toString())).toEqual(large)
  },
)

test.each([undefined, 'br', 'gzip;q=0'])('who takes `%s` gets the plain text', async (accepted) => {
  const answer = await jsonAnswer(asked('GET', accepted), large)
  expect(answer.headers.has('content-encoding')).toBe(false)
  expect(await answer.json()).toEqual(large)
})

test('what answers a change, and what is small, is never packed', async () => {
  const change = await jsonAnswer(asked('POST', 'gzip'), large)
  const small = await jsonAnswer(asked('GET', 'gzip'), { ok: true })
  expect(change.headers.has('content-encoding')).toBe(false)
  expect(small.headers.has('content-encoding')).toBe(false)
})
