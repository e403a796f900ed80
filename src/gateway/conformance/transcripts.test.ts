import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isJsonObject, type Json } from '#std/json'
import { openSqlite } from '#storage/sqlite'
import { openGate, testSealer } from './gate.ts'
import { type RawAnswer, RawClient } from './raw-client.ts'
import { openScripted } from './scripted-server.ts'
import { type Line, readTranscript, type Transcript } from './transcript.ts'

const folder = join(import.meta.dirname, 'transcripts')
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))

test('there are transcripts', () => expect(files.length).toBeGreaterThan(0))

async function replay({ head, lines }: Transcript): Promise<void> {
  const server = await openScripted(head.upstream, head.tools)
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const gate = await openGate({ storage, sealer, transport: server.transport, policy: head.policy })
  const client = await new RawClient(gate).open()
  server.takeOver()
  let asking: Promise<RawAnswer> | undefined
  const play = async (line: Line): Promise<void> => {
    if ('clientSays' in line) {
      asking = client.send(JSON.stringify(line.clientSays), line.headers)
      // Whoever does not wait for an answer does not care what becomes of it.
      asking.catch(() => undefined)
    } else if ('serverHears' in line) expect(await server.hears()).toMatchObject(matched(line.serverHears))
    else if ('clientHears' in line) {
      const answer = await asking
      expect(answer?.status).toBe(line.status ?? 200)
      expect(answer?.messages).toMatchObject(line.clientHears.map(matched))
    } else if ('nothing' in line) expect(server.unheard).toBe(0)
    else if (!('about' in line)) server.says({ ...line, message: line.serverSays })
  }
  try {
    for (const [at, line] of lines.entries())
      await play(line).catch((error: unknown) => {
        throw new Error(`line ${at + 2}: ${JSON.stringify(line)}`, { cause: error })
      })
  } finally {
    await gate.close()
    await server.close()
  }
}

/** A text between slashes is a pattern. */
function matched(value: Json): object {
  const inner = (one: Json): unknown => {
    if (typeof one === 'string' && /^\/.+\/$/.test(one)) return expect.stringMatching(one.slice(1, -1))
    if (Array.isArray(one)) return one.map(inner)
    if (!isJsonObject(one)) return one
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [name, inner(member)]))
  }
  return isJsonObject(value) ? Object(inner(value)) : {}
}

for (const file of files) {
  const transcript = readTranscript(readFileSync(join(folder, file), 'utf8'))
  test(`${file}: ${transcript.head.about}`, () => replay(transcript), 15_000)
}
