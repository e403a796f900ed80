import { expect, test } from 'vitest'
import { createLog, requestLog } from './log.ts'

function written(act: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  act(
    createLog({
      to: {
        write: (line) => {
          text += line
        },
      },
    }),
  )
  return text
}

test('a line is JSON with level, time, message and the request it belongs to', () => {
  const line = JSON.parse(written((log) => requestLog(log, 'req_1').warn({ port: 1 }, 'hello')))
  expect(line).toMatchObject({ level: 'warn', requestId: 'req_1', port: 1, msg: 'hello' })
  expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT/)
})

test.each([
  ['authorization', { authorization: 'Bearer hunter2' }],
  ['a cookie of a request', { req: { headers: { cookie: 'hunter2' } } }],
  ['a header', { request: { cookie: 'hunter2', 'set-cookie': 'hunter2' } }],
  ['an upstream header', { transport: { headers: { 'x-key': 'hunter2' } } }],
  ['a password two levels down', { body: { user: { password: 'hunter2' } } }],
  ['a token', { token: 'hunter2' }],
])('%s is never written', (_what, fields) => {
  const text = written((log) => log.info(fields, 'seen'))
  expect(text).not.toContain('hunter2')
  expect(text).toContain('[secret]')
})
