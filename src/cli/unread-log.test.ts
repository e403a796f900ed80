import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function endUnread(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-unread-'))
  folders.push(folder)
  const env = { ...process.env, PORT: '0', DATA_DIR: folder, HOME: folder }
  const child = spawn(process.execPath, ['src/cli/main.ts', 'serve'], { cwd: root, env })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const before = said
    said += chunk.toString()
    if (!before.includes('ready at') && said.includes('ready at')) child.kill('SIGTERM')
    if (said.includes('"closing"')) child.stdout.destroy()
  })
  child.stderr.resume()
  const [code] = await once(child, 'exit')
  return code
}

// It serves the dashboard as it was built, which `npm test` has done by now.
test.skipIf(!existsSync(join(root, 'dist')))(
  'who stops reading what is logged does not keep the process from ending',
  async () => {
    // Whether the last line is still to be written when the reader goes is a matter of luck, so it is tried more than once.
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await endUnread()).toBe(0)
  },
  60_000,
)
