import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { defaultSettings } from '../settings.ts'
import { stdioUpstream } from './stdio.ts'
import type { UpstreamAnswer } from './upstream.ts'

let folder = ''
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A program that answers, and notes each sign to go that it is given; it goes at `goesAt`. */
const program = `
const { appendFileSync } = require('node:fs')
const [file, goesAt] = process.argv.slice(1)
const note = (sign) => {
  appendFileSync(file, sign + ' ')
  if (sign === goesAt) process.exit(0)
}
setInterval(() => undefined, 1000)
process.on('SIGTERM', () => note('term'))
process.stdin.on('data', (data) => {
  const { id } = JSON.parse(String(data))
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: { pid: process.pid } }) + '\\n')
})
process.stdin.on('end', () => note('end'))
`

async function opened(goesAt: string) {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-children-'))
  const file = join(folder, 'signs')
  const settings = { ...defaultSettings, allowStdio: () => true, environment: process.env, stopGraceMs: 400 }
  const transport = {
    kind: 'stdio',
    command: process.execPath,
    args: ['-e', program, file, goesAt],
    env: {},
  } as const
  const upstream = stdioUpstream({ ...transport, args: [...transport.args] }, settings, {})
  const body = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}'
  const said = await new Promise<string>((resolve) => {
    const answer: UpstreamAnswer = {
      start: () => undefined,
      data: (chunk) => resolve(chunk.toString()),
      end: () => undefined,
      fail: ({ message }) => resolve(message),
    }
    upstream.request({ method: 'POST', headers: [], session: undefined, body: Buffer.from(body) }, answer)
  })
  const pid = Number(JSON.parse(said).result.pid)
  return { upstream, pid, signs: () => readFile(file, 'utf8') }
}

test.each([
  ['when its input ends', 'end', 'end '],
  ['when it is told to', 'term', 'end term '],
  ['when it is made to', 'never', 'end term '],
])('a child goes %s, and not by more than it needs', async (_how, goesAt, expected) => {
  const { upstream, pid, signs } = await opened(goesAt)
  await upstream.close()
  expect(await signs()).toBe(expected)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
